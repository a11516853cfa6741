"""A CSV file as a sheet: its encoding and delimiter are found out."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .sheet import MOST_COLUMNS, Cells, ImportRefused, Sheet, make_sheet

ENCODINGS = ("utf-8-sig", "cp1250")
DELIMITERS = ",;\t|"
NO_TEXT = ("<", "{\\rtf", "%pdf")
"""How texts begin that are no tables."""


def read_csv(data: bytes) -> Sheet:
    """The table in `data`. Raises ImportRefused for an unknown encoding, an empty file and what is no CSV."""
    encoding, text = decoded(data)
    start = text.lstrip()[:10].casefold()
    if not start:
        raise ImportRefused(_("The file is empty."))
    if start.startswith(NO_TEXT):
        raise ImportRefused(_("The file is no table: it is a web page or a document."))
    delimiter = delimiter_of(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return make_sheet("csv", encoding, delimiter, _numbered(lines))
    except csv.Error as error:
        raise ImportRefused(
            _("Line %(line)s is no CSV: %(error)s") % {"line": lines.line_num, "error": error}
        ) from error


def decoded(data: bytes) -> tuple[str, str]:
    """The name of the encoding and the text; UTF-8 if it can be, else the Windows encoding of Czech."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return "utf-16", data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ImportRefused(_not_text()) from error
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding.removesuffix("-sig"), text
    raise ImportRefused(_not_text())


def _not_text() -> str:
    return _("The file is neither in UTF-8 nor in Windows-1250; is it a CSV file at all?")


def delimiter_of(text: str) -> str:
    """The character that separates the columns: the most frequent one in the first line that has any."""
    for line in text.splitlines()[:20]:
        # Delimiters inside a quoted cell are text.
        outside = "".join(line.split('"')[::2])
        best = max(DELIMITERS, key=outside.count)
        if best in outside:
            return best
    return DELIMITERS[0]


def _numbered(lines: Iterator[list[str]]) -> Iterator[tuple[int, Cells]]:
    """Each row with the line of the file on which it begins."""
    before = 0
    for cells in lines:
        line, before = before + 1, lines.line_num  # type: ignore[attr-defined]
        yield line, cells[: MOST_COLUMNS + 1]
