"""The demonstration's services: real places of the three associations, in our own format (`demo/services/`)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from portal.tenancy.models import Association

from .actions import record_verification
from .enums import ContactKind, Method, NumberKind
from .importing.apply import apply_plan
from .importing.plan import make_plan
from .importing.records import ContactRecord, ServiceRecord
from .models import Service

DATA = Path(__file__).parent / "demo" / "services"
NUMBER_KINDS = {"": "", "č. p.": NumberKind.DESCRIPTIVE.value, "č. ev.": NumberKind.REGISTRATION.value}
SAME_NAMES = (
    "name", "kind", "municipality", "operator_name", "operator_ico", "subject", "description", "scope", "street",
    "house_number", "orientation_number", "part", "psc", "latitude", "longitude", "opening_hours", "hours_note",
)  # fmt: skip


def load_demo_services(association: Association) -> None:
    """Load the association's demo services, if it has any; doing it again changes nothing."""
    path = DATA / f"{association.slug}.json"
    if not path.exists():
        return
    rows = json.loads(path.read_text(encoding="utf-8"))
    apply_plan(association.site, make_plan(association.site, [(n, record_of(row)) for n, row in enumerate(rows)]))
    verified = {row["id"]: date.fromisoformat(row["verified_on"]) for row in rows if row["verified_on"]}
    for service in Service.objects.for_association(association).filter(source_id__in=verified, verified_on=None):
        record_verification(service=service, method=Method.EARLIER, on=verified[service.source_id])


def record_of(row: dict[str, Any]) -> ServiceRecord:
    """A row of the demo's file as a record."""
    # Whom a service serves is stored only where it isn't plain from its place and scope.
    served = () if row["serves"] == [row["municipality"]] else tuple(sorted(row["serves"]))
    contacts = tuple(ContactRecord(kind.value, row[kind.value]) for kind in ContactKind if row[kind.value])
    return ServiceRecord(
        source_id=row["id"],
        served=served,
        number_kind=NUMBER_KINDS[row["number_kind"]],
        barrier_free=row["accessibility"],
        contacts=contacts,
        **{name: row[name] for name in SAME_NAMES},
    )
