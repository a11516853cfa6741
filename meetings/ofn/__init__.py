"""Meetings as open data in the shape of the Czech open formal norms: notices on the board (O1), events (O2)."""
