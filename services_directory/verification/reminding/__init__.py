"""Reminding before and after the last day for verifying (F3, F4)."""
