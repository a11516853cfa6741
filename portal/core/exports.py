"""Tables for spreadsheets: no cell may run as a formula when a colleague opens the file."""

import re
from typing import Any

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?\d[\d\s.,]*")


def harmless(value: Any) -> Any:
    """`value` as a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front.

    Numbers with a sign and phone numbers stay as they are.
    """
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value
