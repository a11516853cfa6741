"""Open Referral UK's addresses below /api/v1/hsds. Texts are Czech, as the data are."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop, override
from ninja import Query, Router

from portal.tenancy.api.scope import scope_of

from ...models import ServiceKind
from ..freshness import changed_at, freshness, stamp
from ..public import kinds_by_id, public_services, with_relations
from . import build, schemas
from .filters import HsdsQuery, Pages, SearchQuery, ServicesQuery, TermsQuery
from .identifiers import derived, ico_of
from .read import asked_services, names_of, of_organization, organizations, shared_by, sliced, taxonomy_uri

VERSION = "HSDS 3.0"
PROFILE = "https://docs.openreferraluk.org/en/latest/"
router = Router(tags=[gettext_noop("Public services in the shape of Open Referral UK (HSDS 3.0)")])


def in_czech[**P, R](view: Callable[P, R]) -> Callable[P, R]:
    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        with override(settings.LANGUAGE_CODE):
            return view(*args, **kwargs)

    return answer


@router.get("/", response=schemas.HsdsMeta, summary=gettext_noop("About this API"), url_name="hsds")
def about(request: HttpRequest) -> dict[str, str]:
    """Which standard it follows. Times of schedules are local times in Prague."""
    address = request.build_absolute_uri(reverse("api-v1:openapi-json"))
    return {"version": VERSION, "profile": PROFILE, "openapi_url": address}


@router.get("/services", response=schemas.HsdsServicePage, exclude_none=True, summary=gettext_noop("Services"))
@in_czech
def hsds_services(request: HttpRequest, response: HttpResponse, query: Query[ServicesQuery]) -> dict[str, Any]:
    """Pages of services without what belongs to them, unless they are asked for in full."""
    scope, kinds = scope_of(request), kinds_by_id()
    freshness(scope, kinds).stamp(response)
    asked = asked_services(scope, query, kinds)
    page = sliced(asked if query.minimal else with_relations(asked), query.page, query.per_page)
    if query.minimal:
        return page.envelope(
            schemas.HsdsServiceMinimal(id=service.uid, last_modified=service.changed_at) for service in page.rows
        )
    shared = shared_by(request, scope, kinds, page.rows)
    if query.full:
        return page.envelope(schemas.HsdsServiceFull(**build.service_full(service, shared)) for service in page.rows)
    return page.envelope(schemas.HsdsServiceBasic(**build.service_basic(service, shared)) for service in page.rows)


@router.get(
    "/services/{uuid:uid}", response=schemas.HsdsServiceFull, exclude_none=True, summary=gettext_noop("One service")
)
@in_czech
def hsds_service(request: HttpRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    """A service with everything that belongs to it."""
    return _full(request, response, uid)


def _full(request: HttpRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    scope, kinds = scope_of(request), kinds_by_id()
    found = with_relations(public_services(scope).filter(uid=uid)).first()
    if found is None:
        raise Http404
    stamp(response, changed_at(found, kinds))
    return build.service_full(found, shared_by(request, scope, kinds, [found]))


@router.get(
    "/organizations", response=schemas.HsdsOrganizationPage, exclude_none=True, summary=gettext_noop("Operating bodies")
)
@in_czech
def hsds_organizations(request: HttpRequest, query: Query[SearchQuery]) -> dict[str, Any]:
    """The bodies that run the services."""
    scope = scope_of(request)
    page = sliced(organizations(scope, query.search), query.page, query.per_page)
    return page.envelope(
        build.organization(row["ico"], row["name"], scope.associations[row["at"]].slug) for row in page.rows
    )


@router.get(
    "/organizations/{uuid:uid}",
    response=schemas.HsdsOrganization,
    exclude_none=True,
    summary=gettext_noop("One operating body"),
)
@in_czech
def hsds_organization(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """A body with the services it runs."""
    scope = scope_of(request)
    services = list(of_organization(public_services(scope), scope, uid).order_by("pk"))
    if not services:
        raise Http404
    first = services[0]
    name = names_of([ico_of(uid)], scope).get(first.operator_ico, first.operator_name)
    return {
        **build.organization(first.operator_ico, name, scope.associations[first.site_id].slug),
        "services": [
            {"id": service.uid, "name": service.name, "status": build.STATUS[service.state]} for service in services
        ],
    }


@router.get("/taxonomies", response=schemas.HsdsTaxonomyPage, summary=gettext_noop("Taxonomies"))
@in_czech
def hsds_taxonomies(request: HttpRequest, query: Query[Pages]) -> dict[str, Any]:
    """There is one: the kinds of service."""
    found = [build.taxonomy(taxonomy_uri(request))]
    page = sliced(found, query.page, query.per_page)
    return page.envelope(page.rows)


@router.get("/taxonomies/{uuid:uid}", response=schemas.HsdsTaxonomy, summary=gettext_noop("One taxonomy"))
@in_czech
def hsds_taxonomy(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """The taxonomy of kinds of service."""
    if uid != build.TAXONOMY_ID:
        raise Http404
    return build.taxonomy(taxonomy_uri(request))


@router.get(
    "/taxonomy_terms",
    response=schemas.HsdsTaxonomyTermPage,
    exclude_none=True,
    summary=gettext_noop("Terms of the taxonomy"),
)
@in_czech
def hsds_taxonomy_terms(request: HttpRequest, query: Query[TermsQuery]) -> dict[str, Any]:
    """Fields of services and their kinds."""
    found = [kind for kind in kinds_by_id().values() if _is_asked(kind, query)]
    page = sliced(found, query.page, query.per_page)
    return page.envelope(build.taxonomy_term(kind, taxonomy_uri(request)) for kind in page.rows)


def _is_asked(kind: ServiceKind, query: TermsQuery) -> bool:
    if query.taxonomy_id not in (None, build.TAXONOMY_ID) or (query.top_only and kind.parent):
        return False
    return query.parent_id is None or (kind.parent is not None and build.term_id(kind.parent) == query.parent_id)


@router.get(
    "/taxonomy_terms/{uuid:uid}", response=schemas.HsdsTaxonomyTerm, exclude_none=True, summary=gettext_noop("One term")
)
@in_czech
def hsds_taxonomy_term(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """A kind of service, or a field of them."""
    kind = next((kind for kind in kinds_by_id().values() if build.term_id(kind) == uid), None)
    if kind is None:
        raise Http404
    return build.taxonomy_term(kind, taxonomy_uri(request))


@router.get(
    "/service_at_locations",
    response=schemas.HsdsServiceAtLocationPage,
    exclude_none=True,
    summary=gettext_noop("Services at their places"),
)
@in_czech
def hsds_service_at_locations(request: HttpRequest, response: HttpResponse, query: Query[HsdsQuery]) -> dict[str, Any]:
    """Every service has one place."""
    scope, kinds = scope_of(request), kinds_by_id()
    freshness(scope, kinds).stamp(response)
    asked = asked_services(scope, query, kinds).select_related("municipality")
    page = sliced(asked, query.page, query.per_page)
    return page.envelope(build.service_at_location(service) for service in page.rows)


@router.get(
    "/service_at_locations/{uuid:uid}",
    response=schemas.HsdsServiceAtLocationFull,
    exclude_none=True,
    summary=gettext_noop("One service at its place"),
)
@in_czech
def hsds_service_at_location(request: HttpRequest, response: HttpResponse, uid: UUID) -> dict[str, Any]:
    """The place with the whole service."""
    service = _full(request, response, derived(uid, "service_at_location"))
    return {**service["service_at_locations"][0], "service": service}
