"""Newsletters on other websites and in readers of news: the Atom feed, and what municipalities show (N7, NWS-3)."""
