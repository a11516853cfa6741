"""What is dated in an issue: one list by day, and the same as a calendar file (N2)."""
