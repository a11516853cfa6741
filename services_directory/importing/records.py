"""A service as a source says it, independent of the database and of the file's shape."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ..enums import BarrierFree, Scope


@dataclass(frozen=True, order=True)
class ContactRecord:
    kind: str
    value: str
    label: str = ""
    is_internal: bool = False


@dataclass(frozen=True)
class ServiceRecord:
    """All values are normalised: IČO 8 digits, PSČ 5, phones +420…, codes 6; absent is "" or None."""

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
    opening_hours: str = ""
    hours_note: str = ""
    contacts: tuple[ContactRecord, ...] = field(default=())
    is_published: bool = True

    def values(self) -> dict[str, Any]:
        """The values that are stored and compared, as JSON holds them; the identity is not among them."""
        found = asdict(self)
        for name in ("source_id", "is_published"):
            del found[name]
        found["served"] = sorted(self.served)
        found["contacts"] = [list(asdict(contact).values()) for contact in self.contacts]
        return found


@dataclass(frozen=True)
class Remark:
    """Something to tell about a row: `line` in the file (the header is line 1), the column and its value, why."""

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {self.column} {self.value!r}: {self.reason}"
