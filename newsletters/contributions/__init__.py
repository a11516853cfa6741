"""Contributions to an issue: asking for them, taking them in, telling their authors (N1)."""
