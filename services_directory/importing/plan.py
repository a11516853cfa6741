"""What an import would do with each record, worked out before anything is written."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wagtail.models import Site

from ..models import Service
from .records import ServiceRecord


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    HELD = "held"
    """An editor has a draft that isn't published yet: an import doesn't touch it."""


@dataclass
class Change:
    """One record against the service it belongs to; `values` are what would be stored, `fields` what differs."""

    line: int
    record: ServiceRecord
    outcome: Outcome
    service: Service | None = None
    values: dict[str, Any] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)


def stored_values(service: Service) -> dict[str, Any]:
    """The values of `service` in the shape of `ServiceRecord.values`."""
    values = {name: getattr(service, name) for name in PLAIN_FIELDS}
    values["kind"] = service.kind.code
    values["municipality"] = service.municipality_id
    values["served"] = sorted(place.pk for place in service.served.all())
    values["contacts"] = [
        [contact.kind, contact.value, contact.label, contact.is_internal] for contact in service.contacts.all()
    ]
    return values


PLAIN_FIELDS = (
    "name", "operator_name", "operator_ico", "subject", "description", "scope", "street", "number_kind",
    "house_number", "orientation_number", "part", "psc", "latitude", "longitude", "barrier_free",
    "barrier_free_note", "opening_hours", "hours_note",
)  # fmt: skip


def make_plan(site: Site, records: list[tuple[int, ServiceRecord]]) -> list[Change]:
    """What to do with each record: three queries, nothing is written.

    An import brings in what has changed *in the source* since the last time (`Service.source_values`);
    an editor's correction of something the source hasn't changed stays.
    """
    services = Service.objects.for_site(site).select_related("kind").prefetch_related("served", "contacts")
    by_id: dict[str, Service] = {}
    for service in services:
        by_id[str(service.uid)] = service
        if service.source_id:
            by_id[service.source_id] = service
    return [_change(line, record, by_id.get(record.source_id)) for line, record in records]


def _change(line: int, record: ServiceRecord, service: Service | None) -> Change:
    new = record.values()
    if service is None:
        return Change(line, record, Outcome.NEW, None, new, sorted(new))
    current = stored_values(service)
    before = service.source_values or current
    values = {name: value if value != before.get(name) else current[name] for name, value in new.items()}
    if new["contacts"] != before.get("contacts"):
        added = [contact for contact in current["contacts"] if contact not in before.get("contacts", [])]
        values["contacts"] = new["contacts"] + [contact for contact in added if contact not in new["contacts"]]
    fields = sorted(name for name, value in values.items() if value != current[name])
    if not fields:
        return Change(line, record, Outcome.UNCHANGED, service, values)
    outcome = Outcome.HELD if service.has_unpublished_changes and service.latest_revision_id else Outcome.CHANGED
    return Change(line, record, outcome, service, values, fields)
