"""A workbook of Excel as a sheet: its first visible table, every cell as the text a person sees or nearly so."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from typing import Any

import structlog
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .sheet import MOST_COLUMNS, Cells, ImportRefused, Sheet, make_sheet

MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 2_000
WORST_RATIO = 200
"""How many times larger a part may be than its packed form; a table of text has 5 to 20."""
SMALL = 1024 * 1024
"""Parts up to this size may be packed as tightly as they like."""
MACRO_PARTS = frozenset({"vbaproject.bin", "vbadata.xml"})
WHOLE_NUMBERS = 10**15
"""Whole numbers below this are kept exactly by a spreadsheet; of larger ones the last digits are lost."""

log = structlog.get_logger(__name__)


def read_xlsx(data: bytes) -> Sheet:
    """The table in `data`. Raises ImportRefused for another kind of package, macros, bombs and damaged files."""
    _check_package(data)
    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            if not sheets:
                raise ImportRefused(_("The workbook has no sheet that can be seen."))
            return make_sheet("xlsx", sheets[0].title, "", _lines(sheets[0]))
        finally:
            workbook.close()
    except ImportRefused:
        raise
    except Exception as error:
        # The library says what is wrong with a damaged file in a dozen ways.
        log.info("workbook_refused", error=type(error).__name__)
        raise ImportRefused(_("The workbook is damaged and can't be opened.")) from error


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ImportRefused(_("The workbook is damaged and can't be opened.")) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise ImportRefused(_("The file is no workbook of Excel. Save it as XLSX or CSV."))
    if any(PurePosixPath(name).name.casefold() in MACRO_PARTS for name in names):
        raise ImportRefused(_("The workbook holds macros. Save it as XLSX without macros."))
    tight = any(part.file_size > SMALL and part.file_size > WORST_RATIO * max(part.compress_size, 1) for part in parts)
    if tight or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ImportRefused(_("The workbook is too large when it is unpacked."))


def _lines(sheet: Any) -> Iterator[tuple[int, Cells]]:
    # The size a file claims to have is not to be trusted.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
    for line, cells in enumerate(rows, start=1):
        if any(cell is not None for cell in cells):
            yield line, [as_text(cell) for cell in cells]


def as_text(value: Any) -> str:
    """A cell's value as text; dates as YYYY-MM-DD, times as HH:MM, whole numbers without a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(value) if abs(value) < WHOLE_NUMBERS else f"{value:e}"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < WHOLE_NUMBERS:
            return str(int(value))
        return repr(value) if abs(value) < WHOLE_NUMBERS else f"{value:e}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)
