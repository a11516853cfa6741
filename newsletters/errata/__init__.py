"""Corrections of an issue that went out: pieces of their own on top of the old page (N6)."""
