"""All rows of a file as records: what is good, what is refused and why, what lies elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..models import Service
from . import own, region
from .fields import Row
from .places import Places
from .reader import Table
from .records import Remark, ServiceRecord

SHAPES = {region.SHAPE: region.COLUMNS, own.SHAPE: own.NEEDED}
READERS: dict[str, type[region.RegionRows] | type[own.OwnRows]] = {
    region.SHAPE: region.RegionRows,
    own.SHAPE: own.OwnRows,
}
LIMITED = (
    "name", "operator_name", "street", "house_number", "orientation_number", "part", "barrier_free_note",
    "opening_hours", "hours_note",
)  # fmt: skip


@dataclass
class Parsed:
    """What a file says. `elsewhere` are lines of places outside the association's members."""

    records: list[tuple[int, ServiceRecord]] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    elsewhere: list[int] = field(default_factory=list)

    @property
    def refused(self) -> set[int]:
        """Lines of the refused rows; one row may have several faults."""
        return {fault.line for fault in self.faults}


def parse(table: Table, *, kinds: Iterable[str], places: Places) -> Parsed:
    """Read every row of `table`; nothing is written and nothing stops at the first fault."""
    reader = READERS[table.shape](frozenset(kinds), places)
    parsed = Parsed()
    ids: dict[str, int] = {}
    alike: dict[tuple[object, ...], int] = {}
    for line, values in table.rows:
        row = Row(line, values)
        record = reader.record(row)
        if record is not None:
            _check_lengths(row, record)
            _check_once(row, record, ids, alike)
        parsed.faults += row.faults
        parsed.notes += row.notes
        if row.faults:
            continue
        if record is None:
            parsed.elsewhere.append(line)
        else:
            parsed.records.append((line, record))
    return parsed


def _check_lengths(row: Row, record: ServiceRecord) -> None:
    limits = {field.name: field.max_length for field in Service._meta.fields}
    for name in LIMITED:
        limit = limits[name]
        if limit and len(getattr(record, name)) > limit:
            row.refuse(name, _("longer than %s characters") % limit)


def _check_once(row: Row, record: ServiceRecord, ids: dict[str, int], alike: dict[tuple[object, ...], int]) -> None:
    first = ids.setdefault(record.source_id, row.line)
    if first != row.line:
        row.refuse("id" if "id" in row.values else "source_id", _("the same identifier as on line %s") % first)
        return
    sameness = (
        record.name, record.kind, record.operator_ico, record.municipality, record.street, record.part,
        record.house_number, record.orientation_number, record.latitude, record.longitude, record.subject,
        record.description, row.values.get("kind"),
    )  # fmt: skip
    first = alike.setdefault(sameness, row.line)
    if first != row.line:
        row.refuse("name", _("the same place as on line %s") % first)
