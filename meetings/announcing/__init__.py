"""Telling of a meeting: that it will be held, who is invited, that it moved or was cancelled."""
