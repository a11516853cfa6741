"""Publicity of projects: notices with logos, shown by themselves from their first day to the last (PUB-1, WEB-1)."""
