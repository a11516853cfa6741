"""A service for search engines: schema.org as JSON-LD on its page (O5).

The place stands in the graph beside the page that tells of it, because only a page has a date of change and of
the last check. Facts nobody has found out are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from portal.core.json_ld import CONTEXT, COUNTRY, in_page, known
from portal.tenancy.api.schemas import MUNICIPALITY_IRI

from ..detail import Address
from ..enums import ACCESS_FACTS, Access, ContactKind, Scope
from ..hours.specification import specification
from ..models import Service, ServiceContact
from .types import types_of


@dataclass(frozen=True)
class Shown:
    """The page a service is shown on, and what the page has read of it."""

    service: Service
    url: str
    identifier: str
    """The address that stays whatever becomes of the page's own."""
    address: Address
    contacts: Sequence[ServiceContact]
    served: Sequence[str]
    language: str
    breadcrumbs: Sequence[tuple[str, str]] = ()
    """Title and full address of the pages above, from the home page down."""
    image: str = ""


def service_json_ld(shown: Shown) -> SafeString:
    """The graph as text that may stand inside ``<script type="application/ld+json">``."""
    return in_page({"@context": CONTEXT, "@graph": [_place(shown), _page(shown)]})


def _one_or_all(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _place(shown: Shown) -> dict[str, Any]:
    service = shown.service

    def values(kind: ContactKind) -> str | list[str]:
        return _one_or_all([contact.value for contact in shown.contacts if contact.kind == kind])

    geo = None
    if service.latitude is not None:
        geo = {"@type": "GeoCoordinates", "latitude": service.latitude, "longitude": service.longitude}
    return {
        "@type": _one_or_all(list(types_of(service.kind))),
        "@id": shown.identifier,
        **known(
            name=service.name,
            description=service.subject,
            url=shown.url,
            image=shown.image,
            sameAs=values(ContactKind.WEB),
            telephone=values(ContactKind.PHONE),
            email=values(ContactKind.EMAIL),
            address=_address(shown),
            geo=geo,
            openingHoursSpecification=specification(service.opening_hours),
            areaServed=_area(shown),
            amenityFeature=_amenities(service),
            parentOrganization=_operator(service),
        ),
    }


def _address(shown: Shown) -> dict[str, Any]:
    facts = known(
        streetAddress=shown.address.street,
        postalCode=shown.address.psc,
        addressLocality=shown.address.town,
        addressRegion=shown.service.municipality.region_name,
    )
    return {"@type": "PostalAddress", **facts, "addressCountry": COUNTRY}


def _area(shown: Shown) -> list[dict[str, str]]:
    """The municipalities served by name, or the one where the service is; nothing where the scope is wider."""
    if shown.served:
        return [{"@type": "AdministrativeArea", "name": name} for name in shown.served]
    service = shown.service
    if service.scope != Scope.MUNICIPALITY:
        return []
    iri = f"{MUNICIPALITY_IRI}{service.municipality_id}"
    return [{"@type": "AdministrativeArea", "@id": iri, "name": service.municipality.name}]


def _amenities(service: Service) -> list[dict[str, Any]]:
    labels = {field.name: str(field.verbose_name) for field in service._meta.fields}
    found = []
    for fact in ACCESS_FACTS:
        value = getattr(service, fact)
        if value != Access.UNKNOWN:
            shown = (
                value == Access.YES if value in (Access.YES, Access.NO) else getattr(service, f"get_{fact}_display")()
            )
            found.append({"@type": "LocationFeatureSpecification", "name": labels[fact], "value": shown})
    return found


def _operator(service: Service) -> dict[str, Any] | None:
    if not service.operator_name:
        return None
    identifier = {"@type": "PropertyValue", "propertyID": "IČO", "value": service.operator_ico}
    return {
        "@type": "Organization",
        "name": service.operator_name,
        **known(identifier=identifier if service.operator_ico else None),
    }


def _page(shown: Shown) -> dict[str, Any]:
    service = shown.service
    steps = [
        {"@type": "ListItem", "position": number, "name": title, "item": url}
        for number, (title, url) in enumerate([*shown.breadcrumbs, (service.name, shown.url)], start=1)
    ]
    return {
        "@type": "WebPage",
        "@id": f"{shown.url}#page",
        "url": shown.url,
        "inLanguage": shown.language,
        "mainEntity": {"@id": shown.identifier},
        "dateModified": localtime(service.changed_at).isoformat(timespec="seconds"),
        **known(lastReviewed=service.verified_on and service.verified_on.isoformat()),
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": steps},
    }
