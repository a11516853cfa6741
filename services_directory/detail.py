"""One service as its page shows it, in at most four queries of its own.

The service itself with its contacts, parts and served municipalities; the kinds of its parts, where it has any; the
renditions of its photograph, where it has one; and its relatives.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.czech import sort_key
from portal.core.maps import MapPoint, PointMap
from portal.core.photographs import photograph
from portal.core.prepared import Prepared, given_day, given_id, given_number, given_text

from .enums import ACCESS_FACTS, Access, BarrierFree, ContactKind, NumberKind, ServiceState
from .hours import current_state, hours_shown
from .models import Service, ServiceContact, ServiceKind, ServicePart
from .packing import packed, unpacked

RELATED = 4
REGISTRATION_SIGN = "č. ev."
"""As it stands in every Czech address, whatever the language of the page."""
SHORT_NAME = 24
"""Characters of a name that fit beside its dot on a small map."""


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


@Prepared[Service]
def _addressable() -> Any:
    public = ServiceContact.objects.filter(is_internal=False)
    served = Service.served.through.objects.all()
    found = Service.objects.for_site(given_id("site")).addressable().filter(slug=given_text("slug"))
    return (
        found.defer("source_values", "internal_note")
        .select_related("kind__parent", "municipality", "photo", "successor")
        .annotate(
            packed_contacts=packed(public, "kind", "value", "label", "sort_order", "pk"),
            packed_parts=packed(ServicePart.objects.all(), "kind_id", "name", "note", "sort_order", "pk"),
            packed_served=packed(served, "municipality__name"),
        )
    )


def addressable_service(site: Site | None, slug: str) -> Service | None:
    """The service of `site` with a page at this address, in one query with what `service_context` needs of it."""
    return _addressable.first(site=site.pk, slug=slug) if site else None


def served_names(service: Service) -> list[str]:
    """The municipalities named as served, apart from where the service is (D3); empty where the scope says it all."""
    if service.serves_all:
        return []
    return [place.name for place in sorted(service.served.all(), key=lambda place: place.sort_key)]


@dataclass(frozen=True)
class _Belongings:
    """What belongs to a service and may be shown: contacts and parts in their order, names of those it serves."""

    contacts: list[ServiceContact]
    parts: list[ServicePart]
    served: list[str]


def _stored(service: Any) -> _Belongings:
    """From the columns of `addressable_service`."""
    order = list(ContactKind)
    contacts = sorted(
        unpacked(service.packed_contacts),
        key=lambda row: (order.index(row["kind"]), row["sort_order"] or 0, row["pk"]),
    )
    parts = sorted(unpacked(service.packed_parts), key=lambda row: (row["sort_order"] or 0, row["pk"]))
    kinds = ServiceKind.objects.in_bulk({row["kind_id"] for row in parts}) if parts else {}
    return _Belongings(
        [ServiceContact(kind=row["kind"], value=row["value"], label=row["label"]) for row in contacts],
        [ServicePart(kind=kinds[row["kind_id"]], name=row["name"], note=row["note"]) for row in parts],
        # Where all are served the scope says so (D3).
        []
        if service.serves_all
        else sorted((row["municipality_name"] for row in unpacked(service.packed_served)), key=sort_key),
    )


def _drafted(service: Service) -> _Belongings:
    """From a draft, which is in memory only."""
    order = list(ContactKind)
    contacts = [contact for contact in service.contacts.all() if not contact.is_internal]
    return _Belongings(
        sorted(contacts, key=lambda contact: order.index(ContactKind(contact.kind))),
        list(service.parts.all()),
        served_names(service),
    )


@Prepared[Service]
def _related(has_operator: bool, has_place: bool) -> Any:
    others = Service.objects.for_site(given_id("site")).published(given_day()).exclude(pk=given_id("service"))
    degrees = (given_number("latitude"), given_number("longitude")) if has_place else (None, None)
    alike = others.filter(kind=given_id("kind")).nearest(given_text("municipality"), *degrees).values("pk")[:RELATED]
    condition = Q(pk__in=alike)
    if has_operator:
        same_body = others.filter(operator_ico=given_text("operator_ico")).exclude(kind=given_id("kind"))
        condition |= Q(pk__in=same_body.in_czech_order().values("pk")[:RELATED])
    found = others.filter(condition).nearest(given_text("municipality"), *degrees)
    return found.select_related("kind", "municipality").only(
        "name", "slug", "latitude", "longitude", "municipality__name", "kind__name", "kind__translations"
    )


def related_services(service: Service) -> tuple[list[Service], list[Service]]:
    """Nearest services of the same kind, and other services of the same operating body; each at most four."""
    found = _related.all(
        bool(service.operator_ico),
        service.latitude is not None and service.longitude is not None,
        site=service.site_id,
        day=timezone.localdate(),
        service=service.pk,
        kind=service.kind_id,
        municipality=service.municipality_id,
        latitude=service.latitude,
        longitude=service.longitude,
        operator_ico=service.operator_ico,
    )
    of_kind = [other for other in found if other.kind_id == service.kind_id]
    return of_kind, [other for other in found if other.kind_id != service.kind_id]


@dataclass(frozen=True)
class Fact:
    """An accessibility fact; `value` in words, also where nobody has found out (D8)."""

    label: str
    value: str
    is_yes: bool


def access_label(fact: str) -> str:
    """The name of an access fact (`enums.ACCESS_FACTS`) with a capital."""
    field: Any = Service._meta.get_field(fact)
    return capfirst(str(field.verbose_name))


def access_facts(service: Service) -> tuple[list[Fact], list[str]]:
    """Barrier-free access and the facts that are known, then the names of those nobody has found out (D8)."""
    known, unknown = [], []
    for name in ACCESS_FACTS:
        label = access_label(name)
        value = getattr(service, name)
        if value != Access.UNKNOWN:
            known.append(Fact(label, str(BarrierFree(value).label), value == Access.YES))
        elif name == "barrier_free":
            known.append(Fact(label, _("not known yet"), is_yes=False))
        else:
            unknown.append(label)
    return known, unknown


def place_map(service: Service, others: list[Service]) -> PointMap | None:
    """A small map of where the service is, among `others` of its kind nearby; None where nobody knows."""
    if service.latitude is None or service.longitude is None:
        return None
    name = service.name if len(service.name) <= SHORT_NAME else service.municipality.name
    here = MapPoint(service.latitude, service.longitude, name, is_main=True)
    nearby = [
        MapPoint(other.latitude, other.longitude, other.municipality.name, f"../{other.slug}/")
        for other in others
        if other.latitude is not None and other.longitude is not None
    ]
    village = service.municipality
    centre = (
        [MapPoint(village.latitude, village.longitude, village.name, is_label=True)]
        if village.latitude is not None and village.longitude is not None and here.name != village.name
        else []
    )
    return PointMap([here, *nearby, *centre])


def service_context(service: Service, *, preview: bool = False) -> dict[str, Any]:
    """Everything the page of `service` shows. Internal contacts never come in here (D2).

    The service comes from `addressable_service`; a draft with `preview`.
    """
    belongings = _drafted(service) if preview else _stored(service)
    of_kind, of_body = related_services(service)
    known, unknown = access_facts(service)
    successor = service.successor
    return {
        "service": service,
        "is_closed": service.state == ServiceState.CLOSED,
        "successor": successor if successor and successor.live and successor.site_id == service.site_id else None,
        "address": address_of(service),
        "contacts": belongings.contacts,
        "phones": [contact for contact in belongings.contacts if contact.kind == ContactKind.PHONE],
        "emails": [contact for contact in belongings.contacts if contact.kind == ContactKind.EMAIL],
        "webs": [contact for contact in belongings.contacts if contact.kind == ContactKind.WEB],
        "parts": belongings.parts,
        "served": belongings.served,
        "hours": hours_shown(service.opening_hours),
        "state": current_state(service.opening_hours),
        "access_known": known,
        "access_unknown": unknown,
        "photo": photograph(service.photo) if service.photo else None,
        "map": place_map(service, of_kind),
        "related_kind": of_kind,
        "related_body": of_body,
    }
