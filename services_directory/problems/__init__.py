"""What helps with a problem: from a citizen's own sentences to the services that deal with it (CIT-2)."""
