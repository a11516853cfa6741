"""The centre's queue and the round of phone calls through it (F2)."""
