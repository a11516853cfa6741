"""Our own CSV: what `export_services` writes is what `import_services` reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..enums import ContactKind, NumberKind, Scope
from ..hours import validate_opening_hours
from ..models import Service
from ..models.parts import normalise_contact
from .fields import Row
from .places import Places
from .records import ContactRecord, ServiceRecord

SHAPE = "own"
COLUMNS = (
    "id", "name", "kind", "kind_name", "operator_name", "operator_ico", "subject", "description", "scope", "served",
    "municipality", "municipality_name", "part", "street", "number_kind", "house_number", "orientation_number", "psc",
    "latitude", "longitude", "barrier_free", "barrier_free_note", "opening_hours", "hours_note",
    "phones", "emails", "webs", "state", "verified_on",
)  # fmt: skip
# What a file has to have; the others are empty when they are missing or only for the reader's eye.
NEEDED = frozenset({"id", "name", "kind", "operator_name", "scope", "municipality", "phones", "emails", "webs"})
CONTACT_COLUMNS = {"phones": ContactKind.PHONE, "emails": ContactKind.EMAIL, "webs": ContactKind.WEB}
BETWEEN, LABEL, INTERNAL = " | ", " = ", " (internal)"
PUBLISHED, DRAFT = "published", "draft"


@dataclass(frozen=True)
class OwnRows:
    """Reads rows of our own export; `kinds` are the codes of the code list."""

    kinds: frozenset[str]
    places: Places

    def record(self, row: Row) -> ServiceRecord | None:
        """The service of `row`; None for a place outside the association or a row that has faults."""
        code = self.places.municipality(row, "municipality", "municipality_name")
        if code and code not in self.places.members:
            return None
        for column in ("id", "name"):
            if not row.text(column):
                row.refuse(column, _("missing"))
        latitude, longitude = row.place("latitude", "longitude")
        served = [part for part in row.text("served").replace(",", " ").split() if part]
        record = ServiceRecord(
            source_id=row.text("id"),
            name=row.text("name"),
            kind=self._one_of(row, "kind", self.kinds),
            municipality=code,
            operator_name=row.text("operator_name"),
            operator_ico=row.ico("operator_ico"),
            subject=row.text("subject"),
            description=row.text("description"),
            scope=self._one_of(row, "scope", Scope.values),
            served=self.places.known(row, "served", served),
            street=row.text("street"),
            number_kind=self._one_of(row, "number_kind", ["", *NumberKind.values]),
            house_number=row.text("house_number"),
            orientation_number=row.text("orientation_number"),
            part=row.text("part"),
            psc=row.psc("psc"),
            latitude=latitude,
            longitude=longitude,
            barrier_free=row.access("barrier_free"),
            barrier_free_note=row.text("barrier_free_note"),
            opening_hours=self._hours(row),
            hours_note=row.text("hours_note"),
            contacts=tuple(contact for column in CONTACT_COLUMNS for contact in self._contacts(row, column)),
            is_published=self._one_of(row, "state", ["", PUBLISHED, DRAFT]) != DRAFT,
        )
        return None if row.faults else record

    def _one_of(self, row: Row, column: str, allowed: Iterable[str]) -> str:
        value = row.text(column)
        if value not in allowed:
            row.refuse(column, _("not one of: %s") % ", ".join(sorted(filter(None, allowed))))
        return value

    def _hours(self, row: Row) -> str:
        value = row.text("opening_hours")
        if value:
            try:
                validate_opening_hours(value)
            except ValidationError as error:
                row.refuse("opening_hours", " ".join(error.messages))
        return value

    def _contacts(self, row: Row, column: str) -> list[ContactRecord]:
        kind = CONTACT_COLUMNS[column].value
        found = []
        for part in filter(None, (part.strip() for part in row.text(column).split(BETWEEN))):
            is_internal = part.endswith(INTERNAL)
            value, _sign, label = part.removesuffix(INTERNAL).partition(LABEL)
            try:
                found.append(ContactRecord(kind, normalise_contact(kind, value), label.strip(), is_internal))
            except ValidationError as error:
                row.refuse(column, " ".join(error.messages))
        return found


def row_of(service: Service) -> dict[str, Any]:
    """The row of `service` in our own CSV; its contacts, served municipalities, kind and municipality are read."""
    contacts: dict[str, list[str]] = {column: [] for column in CONTACT_COLUMNS}
    for contact in service.contacts.all():
        column = next(name for name, kind in CONTACT_COLUMNS.items() if kind == contact.kind)
        label = f"{LABEL}{contact.label}" if contact.label else ""
        contacts[column].append(f"{contact.value}{label}{INTERNAL if contact.is_internal else ''}")
    row = {column: getattr(service, column, "") for column in COLUMNS}
    row |= {column: BETWEEN.join(values) for column, values in contacts.items()}
    row |= {
        "id": service.source_id or str(service.uid),
        "kind": service.kind.code,
        "kind_name": service.kind.name,
        "municipality": service.municipality_id,
        "municipality_name": service.municipality.name,
        "served": " ".join(sorted(place.pk for place in service.served.all())),
        "state": PUBLISHED if service.live else DRAFT,
    }
    return {column: "" if value is None else value for column, value in row.items()}
