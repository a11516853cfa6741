"""A file as a table: a header and rows of text, whatever it was stored as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
TITLE_ROWS = 10
"""How many rows of a title may stand above the header."""

Cells = Sequence[str]


class ImportRefused(Exception):
    """The file as a whole can't be imported; the message says why."""


@dataclass(frozen=True)
class Sheet:
    """`columns` have names of their own (a second "Telefon" is "Telefon (2)"); `rows` are line of the file and values.

    `delimiter` and `encoding` are those of a CSV; of a workbook "" and the name of its sheet.
    """

    kind: str
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def make_sheet(kind: str, encoding: str, delimiter: str, lines: Iterable[tuple[int, Cells]]) -> Sheet:
    """A sheet of `lines` (line of the file, cells): the header is the first row with as many cells as the table has.

    Raises ImportRefused for no rows at all, for more than `MOST_ROWS` rows or `MOST_COLUMNS` columns.
    """
    filled = [(line, cells) for line, cells in _limited(lines) if any(cell.strip() for cell in cells)]
    if not filled:
        raise ImportRefused(_("The file is empty."))
    start = _header_at([cells for _line, cells in filled[: TITLE_ROWS + 1]])
    header = filled[start][1]
    width = max((_width(cells) for _line, cells in filled[start:]), default=0)
    if width > MOST_COLUMNS:
        raise ImportRefused(_("The table has more than %s columns.") % MOST_COLUMNS)
    columns = column_names([*header, *[""] * (width - len(header))][:width])
    rows = [
        (line, dict(zip(columns, [*cells, *[""] * (width - len(cells))], strict=False)))
        for line, cells in filled[start + 1 :]
    ]
    # A nameless column that is empty in every row is only a trace of editing.
    used = [
        name
        for name, title in zip(columns, [*header, *[""] * (width - len(header))], strict=False)
        if title.strip() or any(values[name].strip() for _line, values in rows)
    ]
    return Sheet(kind, encoding, delimiter, tuple(used), rows)


def _limited(lines: Iterable[tuple[int, Cells]]) -> Iterable[tuple[int, Cells]]:
    for count, (line, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS + TITLE_ROWS + 1:
            raise ImportRefused(_("The table has more than %s rows.") % f"{MOST_ROWS:,}".replace(",", "\u00a0"))
        yield line, cells


def _width(cells: Cells) -> int:
    """Cells up to the last one that isn't empty."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)


def _header_at(first: list[Cells]) -> int:
    """Which of the first rows is the header: a title above a table fills only a cell or two of it."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in first]
    widest = max(filled)
    return next((n for n, count in enumerate(filled) if count * 2 >= widest and (count > 1 or widest == 1)), 0)


def column_names(header: Cells) -> tuple[str, ...]:
    """Names of the columns, each once; a column without a name gets its number."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        plain = " ".join(cell.split()) or _("(column %s)") % number
        name, again = plain, 2
        while name in names:
            name, again = f"{plain} ({again})", again + 1
        names.append(name)
    return tuple(names)
