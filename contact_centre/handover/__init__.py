"""Requests handed over to a municipality: the letter, the receiver's page without an account, the clock (R6, CIT-5)."""
