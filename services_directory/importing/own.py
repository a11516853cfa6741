"""Our own format: what `export_services` writes is what `import_services` reads."""

from collections.abc import Iterable
from typing import Any

from ..models import Service
from .mapped import CONTACTS, DRAFT, PUBLISHED
from .notation import write_items

SHAPE = "own"
PUBLIC_COLUMNS = (
    "id", "name", "kind", "kind_name", "operator_name", "operator_ico", "subject", "description", "parts", "scope",
    "served", "municipality", "municipality_name", "part", "street", "number_kind", "house_number",
    "orientation_number", "psc", "latitude", "longitude", "barrier_free", "barrier_free_note", "accessible_toilet",
    "accessible_parking", "lift", "hearing_loop", "tactile_guidance", "opening_hours", "hours_note",
    "phones", "emails", "webs", "closed_on", "verified_on",
)  # fmt: skip
INTERNAL_COLUMNS = ("state", "internal_phones", "internal_emails", "internal_webs", "internal_note")
"""What only the association's own people may have: drafts and what is marked as internal (D2)."""
COLUMNS = (*PUBLIC_COLUMNS, *INTERNAL_COLUMNS)
# What a file has to have to be known for ours; what it hasn't stays as it is in the directory.
NEEDED = frozenset({"id", "name", "kind", "operator_name", "scope", "municipality", "phones", "emails", "webs"})
# The kind's name and the verification are written for people only: a verification is no import's business.


def row_of(service: Service, columns: Iterable[str] = COLUMNS) -> dict[str, Any]:
    """The row of `service` in our own format; reads its contacts, parts, municipalities and kind."""
    contacts: dict[str, list[tuple[str, str]]] = {column: [] for column in CONTACTS}
    for contact in service.contacts.all():
        for column, (kind, internal) in CONTACTS.items():
            if (kind, internal) == (contact.kind, contact.is_internal):
                contacts[column].append((contact.value, contact.label))
    row = {column: getattr(service, column, "") for column in COLUMNS}
    row |= {column: write_items(values) for column, values in contacts.items()}
    row |= {
        "id": service.source_id or str(service.uid),
        "kind": service.kind.code,
        "kind_name": service.kind.name,
        "municipality": service.municipality_id,
        "municipality_name": service.municipality.name,
        "parts": write_items((part.kind.code, part.name, part.note, part.source_id) for part in service.parts.all()),
        "served": " ".join(sorted(place.pk for place in service.served.all())),
        "state": PUBLISHED if service.live else DRAFT,
    }
    return {column: "" if row[column] is None else row[column] for column in columns}
