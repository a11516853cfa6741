"""A service as a plain dictionary of public facts; everything it needs has been read before."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal.tenancy.api.routers import association_ref, municipality_ref
from portal.tenancy.api.scope import Scope

from ..detail import address_of
from ..enums import ACCESS_FACTS, ServiceState
from ..models import Service, ServiceKind
from ..verification.freshness import is_overdue
from .public import directory_urls


@dataclass(frozen=True)
class Context:
    """What all services of an answer share."""

    scope: Scope
    kinds: dict[int, ServiceKind]
    directories: dict[int, str]
    associations: dict[int, dict[str, Any]]

    def url(self, service: Service) -> str:
        return f"{self.directories.get(service.site_id, '')}{service.slug}/"


def context_of(scope: Scope, kinds: dict[int, ServiceKind]) -> Context:
    associations = {site_id: association_ref(each) for site_id, each in scope.associations.items()}
    return Context(scope, kinds, directory_urls(scope), associations)


def source_of(request: HttpRequest, scope: Scope) -> dict[str, str]:
    """Whom to name as the source: the owner of the site the request came to."""
    return {"name": scope.owner, "url": request.build_absolute_uri("/")}


def kind_ref(kind: ServiceKind) -> dict[str, Any]:
    return {"code": kind.code, "name": kind.name, "field": kind.parent.code if kind.parent else None}


def kind_row(kind: ServiceKind) -> dict[str, Any]:
    return {
        **kind_ref(kind),
        "name_plural": kind.name_plural,
        "translations": kind.translations,
        "plural_translations": kind.plural_translations,
        "retired_on": kind.retired_on,
        "changed_at": timezone.localtime(kind.changed_at),
    }


def successor_of(service: Service) -> Service | None:
    """The service people go to instead, if the public may know it."""
    successor = service.successor
    return successor if successor is not None and successor.live and successor.site_id == service.site_id else None


def service_row(service: Service, context: Context) -> dict[str, Any]:
    """`service` as `schemas.ServiceOut`; read it with `public.with_relations`."""
    kinds = context.kinds
    successor = successor_of(service)
    return {
        "uid": service.uid,
        "url": context.url(service),
        "state": "closed" if service.state == ServiceState.CLOSED else "published",
        "closed_on": service.closed_on,
        "successor": successor.uid if successor else None,
        "association": context.associations[service.site_id],
        "name": service.name,
        "kind": kind_ref(kinds[service.kind_id]),
        "parts": [
            {"kind": kind_ref(kinds[part.kind_id]), "name": part.name, "note": part.note}
            for part in service.public_parts
        ],
        "operator": {"name": service.operator_name, "ico": service.operator_ico},
        "subject": service.subject,
        "description": service.description,
        "scope": service.scope,
        "served": [municipality_ref(place.code, place.name) for place in served_places(service.served_places)],
        "municipality": municipality_ref(service.municipality_id, service.municipality.name),
        "address": {
            "text": str(address_of(service)),
            "street": service.street,
            "number_kind": service.number_kind,
            "house_number": service.house_number,
            "orientation_number": service.orientation_number,
            "part": service.part,
            "psc": service.psc,
        },
        "position": position_of(service),
        "contacts": [
            {"kind": contact.kind, "value": contact.value, "label": contact.label}
            for contact in service.public_contacts
        ],
        "opening_hours": {"osm": service.opening_hours, "note": service.hours_note},
        "accessibility": {
            **{fact: getattr(service, fact) for fact in ACCESS_FACTS},
            "note": service.barrier_free_note,
        },
        "verified_on": service.verified_on,
        "verified_how": service.verified_how,
        "verify_by": service.verify_by,
        "is_overdue": is_overdue(service),
        "changed_at": timezone.localtime(service.changed_at),
    }


def served_places(places: Iterable[Any]) -> list[Any]:
    """Municipalities in Czech order."""
    return sorted(places, key=lambda place: (place.sort_key, place.code))


def position_of(service: Service) -> dict[str, float] | None:
    if service.latitude is None or service.longitude is None:
        return None
    return {"latitude": service.latitude, "longitude": service.longitude}
