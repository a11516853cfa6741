"""Tables for colleagues and for our own importer: CSV and XLSX in which no cell runs as a formula.

A CSV has no types, so an apostrophe goes before everything that a spreadsheet would calculate: formulas, but phone
numbers too, which it would turn into 4,2E+11. `row.APOSTROPHE` takes it away again. A workbook stores texts as
texts; only a text that begins with such an apostrophe itself gets another one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .row import CONTROLS, LONGEST_CELL, SIGNS

BOM = "\ufeff"
CALCULATED = re.compile(rf"'*{SIGNS}")
APOSTROPHES = re.compile(rf"'+{SIGNS}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
Rows = Iterable[Sequence[Any]]


def csv_lines(header: Sequence[str], rows: Rows) -> Iterator[str]:
    """The table as lines of a CSV in UTF-8 with a mark at its beginning, by which Excel knows the encoding.

    Semicolons between cells: Czech spreadsheets begin a cell at each, and one in a text would begin a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    text.write(BOM)
    writer.writerow(header)
    yield _taken(text)
    for row in rows:
        writer.writerow([_for_csv(value) for value in row])
        yield _taken(text)


def _taken(text: io.StringIO) -> str:
    value = text.getvalue()
    text.seek(0)
    text.truncate()
    return value


def _for_csv(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain = CONTROLS.sub("", value)
    return f"'{plain}" if CALCULATED.match(plain) else plain


def xlsx_bytes(title: str, header: Sequence[str], rows: Rows) -> bytes:
    """The table as a workbook with one sheet; texts are texts, whatever they begin with."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes = "A2"
    heading = []
    for name in header:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for row in rows:
        sheet.append([_for_xlsx(sheet, value) for value in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _for_xlsx(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    plain = CONTROLS.sub("", value)[:LONGEST_CELL]
    if APOSTROPHES.match(plain):
        plain = f"'{plain}"
    if not CALCULATED.match(plain):
        return plain
    cell = WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
