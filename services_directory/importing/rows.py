"""All rows of a file as records: what is good, what is refused and why, what lies elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from django.utils.translation import gettext as _

from ..models import Service
from .places import Places
from .records import Remark, ServiceRecord
from .row import Row
from .sheet import Sheet
from .source import Source
from .vocabulary import Kinds

LIMITED = (
    "name", "operator_name", "street", "house_number", "orientation_number", "part", "barrier_free_note",
    "hours_note", "source_id",
)  # fmt: skip
OFTEN = 250
"""After how many rows the progress is told."""

Progress = Callable[[int, int], None]


@dataclass
class Parsed:
    """What a file says. `elsewhere` are lines of places outside the association's members, `seen` all identifiers."""

    records: list[tuple[int, ServiceRecord]] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    @property
    def refused(self) -> set[int]:
        """Lines of the refused rows; one row may have several faults."""
        return {fault.line for fault in self.faults}


def parse(
    sheet: Sheet, source: Source, *, kinds: Kinds, places: Places, progress: Progress = lambda done, total: None
) -> Parsed:
    """Read every row of `sheet`; nothing is written and nothing stops at the first fault."""
    reader = source.reader(kinds, places)
    parsed = Parsed()
    once = _Once()
    for number, (line, cells) in enumerate(sheet.rows):
        if number % OFTEN == 0:
            progress(number, len(sheet.rows))
        row = source.row(line, cells)
        parsed.seen.add(reader.identify(row))
        record = reader.record(row)
        if record is not None:
            _check_lengths(row, record)
            once.check(row, record)
        parsed.faults += row.faults
        if row.faults:
            continue
        parsed.notes += row.notes
        if record is None:
            parsed.elsewhere.append(line)
        else:
            parsed.seen.add(record.source_id)
            parsed.records.append((line, record))
    progress(len(sheet.rows), len(sheet.rows))
    return parsed


@cache
def _limits() -> dict[str, int | None]:
    return {field.name: field.max_length for field in Service._meta.fields if field.name in LIMITED}


def _check_lengths(row: Row, record: ServiceRecord) -> None:
    for name, limit in _limits().items():
        if limit and len(getattr(record, name)) > limit:
            row.refuse(_column(row, name), _("longer than %s characters") % limit)


@dataclass
class _Once:
    """Identifiers and places met so far, with the lines they stand on."""

    ids: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[object, ...], int] = field(default_factory=dict)

    def check(self, row: Row, record: ServiceRecord) -> None:
        """Refuse an identifier or a place that an earlier row has."""
        first = self.ids.setdefault(record.source_id, row.line)
        if first != row.line:
            reason = _("the same place as on line %s") if record.is_keyed else _("the same identifier as on line %s")
            row.refuse("name" if record.is_keyed else _column(row, "source_id"), reason % first)
            return
        sameness = (
            record.name, record.kind, record.operator_ico, record.municipality, record.street, record.part,
            record.house_number, record.orientation_number, record.latitude, record.longitude, record.subject,
            record.description, row.values.get("kind"),
        )  # fmt: skip
        first = self.places.setdefault(sameness, row.line)
        if first != row.line and not row.exact:
            row.refuse("name", _("the same place as on line %s") % first)


def _column(row: Row, name: str) -> str:
    """The column of the file that field `name` came from."""
    return "id" if name == "source_id" and row.has("id") else name
