"""The directory's addresses below /api/v1/."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router

from portal.tenancy.api.scope import licence, scope_of

from . import files
from .filters import RemovedQuery, ServiceFilters, ServiceQuery
from .freshness import changed_at, freshness, stamp
from .paging import next_address, page_of
from .public import (
    asked_services,
    kinds_by_id,
    open_services,
    public_services,
    with_relations,
)
from .removed import removed_services
from .schemas import KindList, RemovedPage, ServiceDetail, ServicePage
from .serialise import context_of, kind_row, service_row, source_of

MINUTE = 60
router = Router(tags=[gettext_noop("Public services")])


@router.get("/services/", response=ServicePage, summary=gettext_noop("Services, page by page"))
def services(request: HttpRequest, response: HttpResponse, filters: Query[ServiceQuery]) -> dict[str, Any]:
    """In the order of their last change, so that a copy can go on where it stopped."""
    scope, kinds = scope_of(request, filters.association), kinds_by_id()
    asked = asked_services(scope, filters, kinds)
    if filters.open_now:
        asked = open_services(asked)
        response.headers["Cache-Control"] = f"public, max-age={MINUTE}"
    else:
        freshness(scope, kinds).stamp(response)
    rows, cursor = page_of(with_relations(asked), by="changed_at", after=filters.after, limit=filters.limit)
    context = context_of(scope, kinds)
    return {
        "licence": licence(),
        "source": source_of(request, scope),
        "total": asked.order_by().count(),
        "next": next_address(request, cursor),
        "items": [service_row(service, context) for service in rows],
    }


@router.get("/services/deleted/", response=RemovedPage, summary=gettext_noop("Services that are no more public"))
def deleted(request: HttpRequest, response: HttpResponse, filters: Query[RemovedQuery]) -> dict[str, Any]:
    """Identifiers to delete from copies. A closed service stays among the services and says that it is closed."""
    scope = scope_of(request)
    freshness(scope, kinds_by_id()).stamp(response)
    rows, cursor = removed_services(scope, since=filters.since, after=filters.after, limit=filters.limit)
    return {
        "licence": licence(),
        "next": next_address(request, cursor),
        "items": [
            {
                "uid": row.uid,
                "removed_at": timezone.localtime(row.removed_at),
                "association": scope.associations[row.site_id].slug,
            }
            for row in rows
        ],
    }


@router.get("/services/{uuid:uid}", response=ServiceDetail, summary=gettext_noop("One service"))
def service(request: HttpRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    """A service by its identifier; 404 when it has no public page here."""
    scope, kinds = scope_of(request), kinds_by_id()
    found = with_relations(public_services(scope).filter(uid=uid)).first()
    if found is None:
        raise Http404
    stamp(response, changed_at(found, kinds))
    return {"licence": licence(), **service_row(found, context_of(scope, kinds))}


@router.get("/kinds/", response=KindList, summary=gettext_noop("Kinds of service"))
def kinds(request: HttpRequest) -> dict[str, Any]:
    """The code list the Union keeps: fields of services and their kinds, retired ones included."""
    return {"licence": licence(), "items": [kind_row(kind) for kind in kinds_by_id().values()]}


@router.get("/services.csv", summary=gettext_noop("All services as CSV"), openapi_extra=files.answers("text/csv"))
def services_csv(request: HttpRequest, filters: Query[ServiceFilters]) -> HttpResponseBase:
    """In UTF-8 with a byte order mark, commas between columns; several values in a column are parted by " | "."""
    return files.csv_file(request, filters)


@router.get(
    "/services.geojson",
    summary=gettext_noop("All services as GeoJSON"),
    openapi_extra=files.answers("application/geo+json"),
)
def services_geojson(request: HttpRequest, filters: Query[ServiceFilters]) -> HttpResponseBase:
    """A FeatureCollection (RFC 7946); a service without known position has no geometry."""
    return files.geojson_file(request, filters)
