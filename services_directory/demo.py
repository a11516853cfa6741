"""The demonstration's services: real places of the three associations, in our own format (`demo/services/`)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from portal.tenancy.models import Association

from .enums import ContactKind, NumberKind
from .importing.apply import apply_plan
from .importing.plan import make_plan
from .importing.records import ContactRecord, ServiceRecord
from .verification.demo import load_demo_verifications

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
    load_demo_verifications(association, verified)


def record_of(row: dict[str, Any]) -> ServiceRecord:
    """A row of the demo's file as a record."""
    # Whom a service serves is stored only where it isn't plain from its place and scope.
    served = () if row["serves"] == [row["municipality"]] else tuple(sorted(row["serves"]))
    public = [ContactRecord(kind.value, row[kind.value]) for kind in ContactKind if row[kind.value]]
    # No demonstration ever writes to a real place: providers are asked at made-up addresses.
    provider = ContactRecord("email", f"{row['id'].lower()}@example.org", "pro ověřování", is_internal=True)
    contacts = (*public, *([provider] if public else []))
    return ServiceRecord(
        source_id=row["id"],
        served=served,
        number_kind=NUMBER_KINDS[row["number_kind"]],
        barrier_free=row["accessibility"],
        contacts=contacts,
        **{name: row[name] for name in SAME_NAMES},
    )
