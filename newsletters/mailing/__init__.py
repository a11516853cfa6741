"""Sending an issue to its readers by e-mail: each exactly once, whatever dies meanwhile (X5)."""
