"""Asking a provider: the link, the page behind it, and what comes back (F5, F6)."""
