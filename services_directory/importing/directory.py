"""The association's directory as an import compares it with a file: read once, found by every identifier."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from wagtail.models import Site

from ..models import Service
from .identity import natural_key
from .records import STORED, ServiceRecord

LISTS = frozenset({"kind", "municipality", "served", "contacts", "parts", "closed_on"})
PLAIN_FIELDS = tuple(name for name in STORED if name not in LISTS)
"""Fields of a record that a service holds under the same name and in the same form."""


@dataclass
class Directory:
    """Services by identifier, by natural key, and by the identifiers of their parts."""

    services: list[Service]
    by_id: dict[str, Service] = field(default_factory=dict)
    by_part: dict[str, Service] = field(default_factory=dict)
    by_key: dict[str, list[Service]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, site: Site, *, lock: bool = False) -> Self:
        """All services of `site` in four queries; with `lock` nobody changes them until the transaction ends."""
        services = (
            Service.objects.for_site(site).select_related("kind").prefetch_related("served", "contacts", "parts__kind")
        )
        if lock:
            services = services.select_for_update(of=("self",))
        directory = cls(list(services))
        for service in directory.services:
            directory._add(service)
        return directory

    def _add(self, service: Service) -> None:
        self.by_id[str(service.uid)] = service
        if service.source_id:
            self.by_id[service.source_id] = service
        for part in service.parts.all():
            if part.source_id:
                self.by_part[part.source_id] = service
        key = natural_key(
            service.name, service.kind.code, service.municipality_id, service.part, service.street,
            service.house_number, service.orientation_number,
        )  # fmt: skip
        self.by_key[key].append(service)

    def same_as(self, record: ServiceRecord) -> list[Service]:
        """The services `record` may be: by its identifier, else by its natural key among those without a source."""
        if record.source_id in self.by_id:
            return [self.by_id[record.source_id]]
        alike = self.by_key.get(record.natural_key, []) if record.natural_key else []
        return [service for service in alike if record.is_keyed or not service.source_id]

    def is_main(self, source_id: str) -> bool:
        """Whether the row of this identifier has an entry of its own."""
        return source_id in self.by_id

    def is_grouped(self, source_id: str) -> Service | None:
        """The place of several rows that this identifier belongs to, as its main row or as a part."""
        service = self.by_id.get(source_id)
        if service is not None:
            return service if any(part.source_id for part in service.parts.all()) else None
        return self.by_part.get(source_id)


def stored_values(service: Service) -> dict[str, Any]:
    """The values of `service` in the shape of `ServiceRecord.values`."""
    values = {name: getattr(service, name) for name in PLAIN_FIELDS}
    values["kind"] = service.kind.code
    values["municipality"] = service.municipality_id
    values["closed_on"] = service.closed_on.isoformat() if service.closed_on else None
    values["served"] = sorted(place.pk for place in service.served.all())
    values["contacts"] = [
        [contact.kind, contact.value, contact.label, contact.is_internal] for contact in service.contacts.all()
    ]
    values["parts"] = [[part.kind.code, part.name, part.note, part.source_id] for part in service.parts.all()]
    return values
