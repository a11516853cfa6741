"""A service as a source says it, independent of the database and of the file's shape."""

from dataclasses import dataclass, field, fields
from typing import Any

from ..enums import Access, BarrierFree, Scope


@dataclass(frozen=True, order=True)
class ContactRecord:
    kind: str
    value: str
    label: str = ""
    is_internal: bool = False


@dataclass(frozen=True)
class PartRecord:
    """A part of a place; `source_id` is that of the row it came from, "" for one an editor added."""

    kind: str
    name: str = ""
    note: str = ""
    source_id: str = ""


UNSTORED = ("source_id", "is_published", "given", "given_contacts", "natural_key", "is_keyed")
"""What a record says about itself, not about the service."""

Slot = tuple[str, bool]
"""A kind of contact, and whether it is internal."""


@dataclass(frozen=True)
class ServiceRecord:
    """All values are normalised: IČO 8 digits, PSČ 5, phones +420…, codes 6; absent is "" or None.

    `given` are the fields the source speaks about (None: all of them), `given_contacts` the sorts of contacts
    among them; what it doesn't speak about stays as it is. `natural_key` names the place by name, kind and address;
    with `is_keyed` the source has no identifiers and `source_id` is made of it (decision 18).
    """

    source_id: str
    name: str
    kind: str
    municipality: str
    operator_name: str = ""
    operator_ico: str = ""
    subject: str = ""
    description: str = ""
    scope: str = Scope.MUNICIPALITY.value
    served: tuple[str, ...] = ()
    street: str = ""
    number_kind: str = ""
    house_number: str = ""
    orientation_number: str = ""
    part: str = ""
    psc: str = ""
    latitude: float | None = None
    longitude: float | None = None
    barrier_free: str = BarrierFree.UNKNOWN.value
    barrier_free_note: str = ""
    accessible_toilet: str = Access.UNKNOWN.value
    accessible_parking: str = Access.UNKNOWN.value
    lift: str = Access.UNKNOWN.value
    hearing_loop: str = Access.UNKNOWN.value
    tactile_guidance: str = Access.UNKNOWN.value
    opening_hours: str = ""
    hours_note: str = ""
    internal_note: str = ""
    closed_on: str | None = None
    contacts: tuple[ContactRecord, ...] = field(default=())
    parts: tuple[PartRecord, ...] = field(default=())
    is_published: bool = True
    given: frozenset[str] | None = None
    given_contacts: frozenset[Slot] | None = None
    natural_key: str = ""
    is_keyed: bool = False

    def values(self) -> dict[str, Any]:
        """The values that are stored and compared, as JSON holds them; the identity is not among them."""
        found: dict[str, Any] = {name: getattr(self, name) for name in STORED}
        found["served"] = sorted(self.served)
        found["contacts"] = [[each.kind, each.value, each.label, each.is_internal] for each in self.contacts]
        found["parts"] = [[each.kind, each.name, each.note, each.source_id] for each in self.parts]
        return found

    def speaks_of(self, name: str) -> bool:
        return self.given is None or name in self.given


STORED = tuple(each.name for each in fields(ServiceRecord) if each.name not in UNSTORED)


@dataclass(frozen=True)
class Remark:
    """Something to tell about a row: `line` in the file (the header is line 1), the column and its value, why."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {self.column} {self.value!r}: {self.reason}"
