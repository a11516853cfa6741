"""Whether an issue may be sent, and that it was: approved content only, and never changed afterwards (N3, N6)."""
