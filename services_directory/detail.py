"""One service as its page shows it, in at most four queries of its own."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from wagtail.models import Site

from .enums import BarrierFree, NumberKind
from .hours import current_state, week_table
from .models import Service, ServiceContact
from .querysets import public_contacts

RELATED = 4
REGISTRATION_SIGN = "č. ev."
"""As it stands in every Czech address, whatever the language of the page."""


@dataclass(frozen=True)
class Address:
    """The lines of an address as it is written on an envelope."""

    street: str
    town: str
    psc: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.psc} {self.town}".strip()) if part)


def address_of(service: Service) -> Address:
    """Street, or part, or the municipality itself where streets have no names, with the number; postcode and town."""
    town = service.municipality.name
    number = service.house_number
    if number and service.orientation_number:
        number = f"{number}/{service.orientation_number}"
    if number and service.number_kind == NumberKind.REGISTRATION:
        number = f"{REGISTRATION_SIGN} {number}"
    place = service.street or service.part or (town if number else "")
    return Address(f"{place} {number}".strip(), town, service.psc)


def published_service(site: Site | None, slug: str) -> Service:
    """The published service of `site` at this address. Raises Http404 for anything else."""
    service: Service | None = (
        Service.objects.for_site(site)
        .published()
        .filter(slug=slug)
        .select_related("kind__parent", "municipality")
        .first()
    )
    if service is None:
        raise Http404
    return service


def related_services(service: Service) -> tuple[list[Service], list[Service]]:
    """Nearest services of the same kind, and other services of the same operating body; each at most four."""
    others = Service.objects.for_site(service.site_id).published().exclude(pk=service.pk)
    alike = others.filter(kind=service.kind_id).near(service).values("pk")[:RELATED]
    condition = Q(pk__in=alike)
    if service.operator_ico:
        same_body = others.filter(operator_ico=service.operator_ico).exclude(kind=service.kind_id)
        condition |= Q(pk__in=same_body.in_czech_order().values("pk")[:RELATED])
    found = list(others.filter(condition).near(service).select_related("kind", "municipality"))
    of_kind = [other for other in found if other.kind_id == service.kind_id]
    return of_kind, [other for other in found if other.kind_id != service.kind_id]


def served_names(service: Service) -> list[str]:
    """The municipalities named as served, apart from where the service is (D3); empty where the scope says it all."""
    if service.serves_all:
        return []
    return [place.name for place in sorted(service.served.all(), key=lambda place: place.sort_key)]


def service_context(service: Service, *, preview: bool = False) -> dict[str, Any]:
    """Everything the page of `service` shows. Internal contacts never come in here (D2)."""
    if preview:
        # The draft's contacts are in memory only.
        contacts = [contact for contact in service.contacts.all() if not contact.is_internal]
    else:
        contacts = list(public_contacts(ServiceContact.objects.filter(service=service)))
    by_kind: dict[str, list[ServiceContact]] = {"phone": [], "email": [], "web": []}
    for contact in contacts:
        by_kind[contact.kind].append(contact)
    of_kind, of_body = related_services(service)
    return {
        "service": service,
        "address": address_of(service),
        "contacts": contacts,
        "phones": by_kind["phone"],
        "emails": by_kind["email"],
        "webs": by_kind["web"],
        "served": served_names(service),
        "week": week_table(service.opening_hours),
        "state": current_state(service.opening_hours),
        "related_kind": of_kind,
        "related_body": of_body,
        "barrier_free_known": service.barrier_free != BarrierFree.UNKNOWN,
    }
