"""Keys of rows as addresses and forms name them."""

LONGEST = 18
"""Digits of a key; any number of so many fits the database's."""


def typed_key(typed: object) -> int | None:
    """The number that `typed` (a parameter of an address, a field of a form) writes in plain digits; None otherwise.

    `str.isdigit()` says yes to "²", which is no number, and `int()` reads thousands of digits no column holds.
    """
    text = str(typed if typed is not None else "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
