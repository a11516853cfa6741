"""A CSV file as rows: its encoding and delimiter are found out, its header is checked."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "cp1250")
DELIMITERS = ",;\t|"
LONGEST_FILE = 50 * 1024 * 1024


class ImportRefused(Exception):
    """The file as a whole can't be imported; the message says why."""


@dataclass(frozen=True)
class Table:
    """A file that was read: its shape, encoding and rows (line of the file, values by column)."""

    shape: str
    encoding: str
    delimiter: str
    rows: list[tuple[int, dict[str, str]]]


def read_table(path: Path, shapes: Mapping[str, frozenset[str]]) -> Table:
    """Read `path`; `shapes` are the columns each known shape of file has to have.

    Raises ImportRefused for a file that is missing, empty, too large, in an unknown encoding or with a
    header of no known shape (the message names the missing columns).
    """
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise ImportRefused(_("%s is larger than 50 MB.") % path)
        data = path.read_bytes()
    except OSError as error:
        raise ImportRefused(_("%(file)s can't be read: %(error)s") % {"file": path, "error": error.strerror}) from error
    encoding, text = decoded(data)
    if not text.strip():
        raise ImportRefused(_("%s is empty.") % path)
    delimiter = delimiter_of(text.splitlines()[0])
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip() for cell in next(lines)]
        shape = shape_of(header, shapes)
        return Table(shape, encoding, delimiter, list(_rows(lines, header)))
    except csv.Error as error:
        raise ImportRefused(
            _("Line %(line)s is no CSV: %(error)s") % {"line": lines.line_num, "error": error}
        ) from error


def decoded(data: bytes) -> tuple[str, str]:
    """The name of the encoding and the text; UTF-8 if it can be, else the Windows encoding of Czech."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", data.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return encoding.removesuffix("-sig"), text
    raise ImportRefused(_("The file is neither in UTF-8 nor in Windows-1250; is it a CSV file at all?"))


def delimiter_of(header: str) -> str:
    """The character that separates the columns of `header`."""
    return max(DELIMITERS, key=header.count)


def shape_of(header: list[str], shapes: Mapping[str, frozenset[str]]) -> str:
    """The name of the shape whose columns are all in `header`."""
    missing = {name: columns - set(header) for name, columns in shapes.items()}
    nearest = min(missing, key=lambda name: len(missing[name]) / len(shapes[name]))
    if missing[nearest]:
        raise ImportRefused(_("The header lacks these columns: %s") % ", ".join(sorted(missing[nearest])))
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise ImportRefused(_("The header has these columns twice: %s") % ", ".join(twice))
    return nearest


def _rows(lines: Iterator[list[str]], header: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    before = lines.line_num  # type: ignore[attr-defined]
    for cells in lines:
        line, before = before + 1, lines.line_num  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells):
            padded = cells + [""] * (len(header) - len(cells))
            yield line, dict(zip(header, padded, strict=False))
