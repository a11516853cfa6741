"""Services as HSDS objects. Facts that are not known are left out; nothing is made up to fill a field."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.tenancy.api.routers import municipality_ref

from ...detail import address_of
from ...enums import ACCESS_FACTS, ContactKind, Scope, ServiceState
from ...models import Service, ServiceKind
from ...verification.freshness import freshness_of, is_overdue
from ..serialise import Context, position_of, served_places
from .identifiers import derived, named, organization_id
from .schedules import schedules_of

COUNTRY = "CZ"
STATUS = {ServiceState.PUBLISHED: "active", ServiceState.CLOSED: "defunct"}
LANGUAGE = "cs"


@dataclass(frozen=True)
class Shared:
    """What all services of an answer share, besides `Context`: one name per IČO, the members of each association."""

    context: Context
    names: dict[str, str]
    members: dict[int, list[Any]]
    taxonomy_uri: str


# --- Taxonomy --------------------------------------------------------------------------------------
TAXONOMY_ID = named("taxonomy", "kinds")


def term_id(kind: ServiceKind) -> Any:
    return named("kind", kind.code)


def taxonomy(uri: str) -> dict[str, Any]:
    name = _("Kinds of public service")
    return {"id": TAXONOMY_ID, "name": name, "description": _("Two-level code list of the portal."), "uri": uri}


def taxonomy_term(kind: ServiceKind, uri: str) -> dict[str, Any]:
    parent = {"parent_id": term_id(kind.parent)} if kind.parent else {}
    return {
        "id": term_id(kind),
        "code": kind.code,
        "name": kind.name,
        "description": kind.name_plural,
        **parent,
        "taxonomy": uri,
        "taxonomy_id": TAXONOMY_ID,
        "taxonomy_detail": taxonomy(uri),
        "language": LANGUAGE,
    }


# --- Organizations ---------------------------------------------------------------------------------
def organization(ico: str, name: str, association: str) -> dict[str, Any]:
    """An operating body. Of a body the directory knows its name and IČO only."""
    body = organization_id(ico, association, name)
    row = {"id": body, "name": name, "description": f"{name}, IČO {ico}" if ico else name}
    if ico:
        identifier = {"identifier_scheme": "CZ-ICO", "identifier_type": "IČO", "identifier": ico}
        row["organization_identifiers"] = [{"id": derived(body, "ico"), "organization_id": body, **identifier}]
    return row


# --- Services --------------------------------------------------------------------------------------
def service_basic(service: Service, shared: Shared) -> dict[str, Any]:
    """The service without lists, as it stands on pages of services."""
    association = shared.context.scope.associations[service.site_id]
    name = shared.names.get(service.operator_ico, service.operator_name)
    body = organization(service.operator_ico, name, association.slug)
    first: dict[str, str] = {}
    for contact in service.public_contacts:
        first.setdefault(contact.kind, contact.value)
    row = {
        "id": service.uid,
        "organization_id": body["id"],
        "name": service.name,
        "description": "\n\n".join(filter(None, (service.subject, service.description))) or None,
        "url": first.get(ContactKind.WEB) or shared.context.url(service),
        "email": first.get(ContactKind.EMAIL),
        "status": STATUS[service.state],
        "last_modified": timezone.localtime(service.changed_at),
        "organization": body,
    }
    if is_overdue(service):
        row["alert"] = freshness_of(service).text
    if service.verified_on:
        row["assured_date"] = service.verified_on
        row["assurer_email"] = association.email or None
    return row


def service_full(service: Service, shared: Shared) -> dict[str, Any]:
    """The service with everything that belongs to it."""
    return {
        **service_basic(service, shared),
        "contacts": contacts(service),
        "schedules": schedules_of(service),
        "service_areas": service_areas(service, shared),
        "service_at_locations": [service_at_location(service)],
        "attributes": attributes(service, shared),
    }


def contacts(service: Service) -> list[dict[str, Any]]:
    """The public contacts, those of one label together."""
    found: dict[str, dict[str, Any]] = {}
    for contact in service.public_contacts:
        if contact.kind == ContactKind.WEB:
            continue
        row = found.get(contact.label)
        if row is None or (contact.kind == ContactKind.EMAIL and "email" in row):
            key = contact.label if row is None else f"{contact.label}\n{contact.value}"
            row = found[key] = {"id": named("contact", str(service.uid), key), "service_id": service.uid}
            row |= {"name": contact.label} if contact.label else {}
        if contact.kind == ContactKind.EMAIL:
            row["email"] = contact.value
        else:
            phone = {"id": named("phone", str(row["id"]), contact.value), "contact_id": row["id"]}
            row.setdefault("phones", []).append({**phone, "number": contact.value, "type": "voice"})
    return list(found.values())


def service_areas(service: Service, shared: Shared) -> list[dict[str, Any]]:
    """The municipalities the service is for; the region only by its name."""
    places = served_places(service.served_places)
    if not places and service.scope == Scope.REGION:
        name = service.municipality.region_name or service.get_scope_display()
        return [{"id": derived(service.uid, "region"), "service_id": service.uid, "name": name}]
    if not places and service.scope == Scope.ASSOCIATION:
        places = shared.members.get(service.site_id, [])
    refs = [municipality_ref(place.code, place.name) for place in places or [service.municipality]]
    return [
        {
            "id": derived(service.uid, f"area {ref['code']}"),
            "service_id": service.uid,
            "name": ref["name"],
            "uri": ref["iri"],
        }
        for ref in refs
    ]


def service_at_location(service: Service) -> dict[str, Any]:
    """The one place of a service."""
    place = derived(service.uid, "location")
    address = address_of(service)
    location = {
        "id": place,
        "location_type": "physical",
        "name": service.name,
        **(position_of(service) or {}),
        "addresses": [
            {
                "id": derived(service.uid, "address"),
                "location_id": place,
                "address_1": address.street or address.town,
                "city": address.town,
                "state_province": service.municipality.region_name,
                "postal_code": address.psc,
                "country": COUNTRY,
                "address_type": "physical",
            }
        ],
        "accessibility": accessibility(service, place),
    }
    return {
        "id": derived(service.uid, "service_at_location"),
        "service_id": service.uid,
        "location_id": place,
        "location": location,
    }


def accessibility(service: Service, place: Any) -> list[dict[str, Any]]:
    """The access facts somebody has found out, yes or no."""
    labels = {field.name: str(field.verbose_name) for field in service._meta.fields}
    rows = []
    for fact in ACCESS_FACTS:
        if getattr(service, fact) == "unknown":
            continue
        label = labels[fact]
        value = getattr(service, f"get_{fact}_display")()
        row = {"id": derived(service.uid, fact), "location_id": place, "description": f"{label}: {value}"}
        if fact == "barrier_free" and service.barrier_free_note:
            row["details"] = service.barrier_free_note
        rows.append(row)
    return rows


def attributes(service: Service, shared: Shared) -> list[dict[str, Any]]:
    """The kind of the service and the kinds of its parts, as terms of the taxonomy."""
    kinds = shared.context.kinds
    ids = dict.fromkeys([service.kind_id, *(part.kind_id for part in service.public_parts)])
    return [
        {
            "id": derived(service.uid, f"kind {kinds[pk].code}"),
            "link_id": service.uid,
            "link_entity": "service",
            "link_type": "service_type",
            "taxonomy_term_id": term_id(kinds[pk]),
            "taxonomy_term": taxonomy_term(kinds[pk], shared.taxonomy_uri),
        }
        for pk in ids
    ]
