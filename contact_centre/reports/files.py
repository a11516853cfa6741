"""The report as files: CSV and XLSX for spreadsheets, PDF for people and archives. All from the same sheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from portal.core.czech import fold
from portal.core.exports import harmless
from portal.core.pdf import one_at_a_time, pdf_of
from portal.programme.publicity.notices import notices_for
from portal.programme.publicity.strips import strips_of

from .measures import Kind, for_csv, plain
from .sheet import NOT_SUMMED, Cell, Row, Sheet

BOM = "\ufeff"
STYLESHEET = Path(__file__).parent / "report.css"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "pdf": "application/pdf"}
NUMBER_FORMATS: dict[Kind, str] = {"number": "#,##0", "hours": "#,##0.00", "money": "#,##0"}
COLUMNS_OF_A_PAGE = 8
"""Columns of numbers that stand side by side on A4; more go on in another part of the table."""
CELLS_ON_PAPER = 4000
"""Numbers in a PDF at most, some four seconds' work; nobody reads more on paper."""
WIDEST_LABEL = 50


class TooLargeForPaper(Exception):
    """The table has more numbers than `CELLS_ON_PAPER`."""


def file_name(what: str, whose: str, days: tuple[date, date], ending: str) -> str:
    """One pattern for all files: what, whose, first and last day."""
    words = "-".join(slugify(fold(part)) for part in (what, whose))
    return f"{words}-{days[0].isoformat()}-{days[1].isoformat()}.{ending}"


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Semicolons between cells, as Czech spreadsheets expect, and a mark that says UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(str(name)) for name in head])
    writer.writerows([[harmless(value) for value in row] for row in rows])
    return f"{BOM}{text.getvalue()}".encode()


def sheet_csv(made: Sheet) -> bytes:
    return csv_of(made.head, ([row.label, *map(_csv_value, row.cells)] for row in made))


def _csv_value(cell: Cell) -> str:
    return NOT_SUMMED if cell.value is None else for_csv(cell.value)


def sheet_xlsx(made: Sheet) -> bytes:
    """A workbook with the table, its head and labels frozen, and a second sheet that says what was asked."""
    workbook = Workbook()
    table: Any = workbook.active
    table.title = made.title[:31]
    write_head(table, made.head)
    for row in made:
        write_row(table, row, is_bold=row is made.total)
    table.freeze_panes = "B2"
    set_widths(table, made.head)
    about: Any = workbook.create_sheet(_("About this report")[:31])
    for what, which in made.facts:
        _append(about, [what, which])
    for note in made.notes:
        _append(about, [note])
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def write_head(table: Any, head: Sequence[str]) -> None:
    _append(table, head)
    for cell in table[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left" if cell.column == 1 else "right")


def write_row(table: Any, row: Row, *, is_bold: bool) -> None:
    _append(table, [row.label, *(NOT_SUMMED if cell.value is None else plain(cell.value) for cell in row.cells)])
    for written, cell in zip(table[table.max_row][1:], row.cells, strict=True):
        written.number_format = NUMBER_FORMATS[cell.kind]
        written.alignment = Alignment(horizontal="right")
    if is_bold:
        for written in table[table.max_row]:
            written.font = Font(bold=True)


def set_widths(table: Any, head: Sequence[str]) -> None:
    labels = [len(str(cell.value or "")) for cell in table["A"]]
    table.column_dimensions["A"].width = min(max(labels) + 2, WIDEST_LABEL)
    for number in range(2, len(head) + 1):
        table.column_dimensions[get_column_letter(number)].width = 16


def _append(table: Any, values: Sequence[Any]) -> None:
    table.append([allowed(value) for value in values])
    for cell in table[table.max_row]:
        keep_text(cell)


def allowed(value: Any) -> Any:
    """`value` without the control characters that a workbook refuses."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def keep_text(cell: Any) -> None:
    """A text stays one, whatever it begins with: nothing runs as a formula."""
    if isinstance(cell.value, str):
        cell.data_type = "s"


def sheet_pdf(made: Sheet) -> bytes | None:
    """The report as PDF/UA; None while other pages are being set.

    Raises PdfUnavailable without the libraries, TooLargeForPaper.
    """
    if len(made.rows) * len(made.head) > CELLS_ON_PAPER:
        raise TooLargeForPaper
    html = render_to_string(
        "contact_centre/reports/report_pdf.html",
        {
            "sheet": made,
            "parts": list(_parts(made)),
            "printed_on": timezone.localdate(),
            "publicity": strips_of(notices_for(made.association.site)),
            "is_wide": len(made.head) > COLUMNS_OF_A_PAGE // 2 + 2,
            "LANGUAGE_CODE": get_language() or "cs",
        },
    )
    return one_at_a_time(lambda: pdf_of(html, _stylesheet()))


def _parts(made: Sheet) -> Iterable[dict[str, Any]]:
    """The table cut into as many as its columns need, each with the labels of the rows."""
    columns = len(made.head) - 1
    number = -(-columns // COLUMNS_OF_A_PAGE)
    size = -(-columns // number)
    for start in range(0, columns, size):
        cut = slice(start, start + size)
        yield {
            "head": made.head[1:][cut],
            "rows": [(row.label, row.cells[cut]) for row in made.rows],
            "below": [(row.label, row.cells[cut]) for row in made.below],
            "number": start // size + 1,
            "of": number,
        }


@cache
def _stylesheet() -> str:
    return STYLESHEET.read_text(encoding="utf-8")
