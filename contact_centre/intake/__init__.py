"""Taking in what citizens write: the guards, the one transaction, the numbers, the letters, the quarantine."""
