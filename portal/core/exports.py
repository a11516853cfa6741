"""Tables for spreadsheets: no cell may run as a formula when a colleague opens the file."""

import csv
import re
from typing import Any

SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with, in full width too."""
AROUND = " \u00a0\"'"
"""What a spreadsheet may leave out before it looks for a sign."""
NUMBER = re.compile(r"[+-]?\d[\d\s.,]*")
ENDS_OF_CELLS = re.compile(r"([;\t\r\n])")
"""Where a Czech spreadsheet, which waits for semicolons, begins another cell of a file with commas."""
CALCULATING = re.compile(r"[(|!]")
"""One of these is in every formula that does harm; a line of prose that begins with a dash has none."""


def harmless(value: Any) -> Any:
    """`value` as a CSV cell: text that a spreadsheet would run as a formula gets an apostrophe in front.

    Numbers with a sign and phone numbers stay as they are.
    """
    if not isinstance(value, str):
        return value
    first, *others = ENDS_OF_CELLS.split(value)
    plain = [f"'{first}" if _is_formula(value) else first]
    plain += [f"'{part}" if _is_formula(part) and _does_harm(part) else part for part in others]
    return "".join(plain)


def _is_formula(text: str) -> bool:
    bare = text.lstrip(AROUND)
    return bare.startswith(tuple(SIGNS)) and not NUMBER.fullmatch(bare)


def _does_harm(text: str) -> bool:
    sign = text.lstrip(AROUND)[:1]
    return sign not in "\t\r\n" and (sign not in "+-\uff0b\uff0d" or CALCULATING.search(text) is not None)


def guard_spreadsheets() -> None:
    """Make every CSV of Wagtail's views harmless, its own reports among them: it guards its XLSX only."""
    from wagtail.admin.views.mixins import SpreadsheetExportMixin

    def write_csv_row(self: Any, writer: "csv.DictWriter[str]", row_dict: dict[str, Any]) -> Any:
        csv_format = self.FORMAT_CSV
        cells = {name: self.preprocess_field_value(name, value, csv_format) for name, value in row_dict.items()}
        return writer.writerow({name: harmless(cell) for name, cell in cells.items()})

    SpreadsheetExportMixin.write_csv_row = write_csv_row
