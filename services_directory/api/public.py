"""Reads for open data: what the public may have of services."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone
from wagtail.models import Site

from portal.tenancy.api.scope import Scope
from portal.tenancy.models import Membership, Municipality

from .. import enums
from ..hours import open_now
from ..models import DirectoryPage, Service, ServiceContact, ServiceKind, ServicePart
from ..querysets import ServiceQuerySet, public_contacts
from ..search.find import ask
from .filters import ServiceFilters

NOT_NEEDED = (
    "internal_note",
    "source_values",
    "successor__description",
    "successor__internal_note",
    "successor__source_values",
)


def kinds_by_id() -> dict[int, ServiceKind]:
    """Every kind with its field, in one read."""
    kinds = {kind.pk: kind for kind in ServiceKind.objects.all()}
    for kind in kinds.values():
        kind.parent = kinds[kind.parent_id] if kind.parent_id else None
    return kinds


def public_services(scope: Scope) -> ServiceQuerySet:
    """Services of `scope` that have a page: published ones, and closed ones, which say so. Never a draft."""
    found: ServiceQuerySet = Service.objects.filter(site__in=scope.site_ids).addressable()
    return found


def found_by_words(scope: Scope, words: str) -> ServiceQuerySet:
    """The public services that the site's own search finds."""
    hits: Any = ask(words, scope.site_ids).hits
    found: ServiceQuerySet = hits.addressable()
    return found


def asked_services(scope: Scope, filters: ServiceFilters, kinds: dict[int, ServiceKind]) -> ServiceQuerySet:
    """The public services that `filters` let through."""
    found = public_services(scope)
    if filters.q:
        found = found_by_words(scope, filters.q)
    if filters.kind:
        kind = next((kind for kind in kinds.values() if kind.code == filters.kind), None)
        found = found.of_kind(kind) if kind else found.none()
    if filters.municipality:
        found = found.filter(_for_municipality(filters.municipality))
    if filters.changed_since:
        found = found.filter(changed_at__gte=filters.changed_since)
    if filters.state:
        is_closed = Q(closed_on__lte=timezone.localdate())
        found = found.filter(is_closed if filters.state == "closed" else ~is_closed | Q(closed_on=None))
    for fact in filters.access:
        found = found.filter(**{fact: "yes"})
    return found


def open_services(services: Any) -> Any:
    """Those of `services` that are open at this moment; one read more."""
    texts = services.order_by().exclude(opening_hours="").values_list("opening_hours", flat=True).distinct()
    return services.filter(opening_hours__in=open_now(texts))


def _for_municipality(code: str) -> Q:
    """In the municipality, serving it by name, or for all: of its association, of its region (D3).

    Across associations "all members" are only those of the service's own association.
    """
    serving = Service.served.through.objects.filter(municipality=code).values("service")
    sites = Membership.objects.valid_on().filter(municipality=code).values("association__site")
    region = Municipality.objects.filter(pk=code).values("region_code")
    return (
        Q(municipality=code)
        | Q(pk__in=serving)
        | Q(serves_all=True, scope=enums.Scope.ASSOCIATION, site__in=sites)
        | Q(serves_all=True, scope=enums.Scope.REGION, municipality__region_code__in=region)
    )


def with_relations(services: Any) -> Any:
    """`services` with everything open data show of them, in four reads whatever their number."""
    needed = services.select_related("municipality", "successor").defer(*NOT_NEEDED)
    return needed.prefetch_related(
        Prefetch("contacts", public_contacts(ServiceContact.objects.all()), to_attr="public_contacts"),
        Prefetch("parts", ServicePart.objects.order_by("sort_order", "pk"), to_attr="public_parts"),
        Prefetch("served", to_attr="served_places"),
    )


def directory_urls(scope: Scope) -> dict[int, str]:
    """The full address of each association's directory in Czech, by site, ending with a slash."""
    roots = {
        root.site_id: root
        for root in Site.get_site_root_paths()
        if root.site_id in scope.associations and root.language_code == settings.LANGUAGE_CODE
    }
    pages = DirectoryPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    found: dict[int, str] = {}
    for url_path in pages.values_list("url_path", flat=True):
        for site_id, root in roots.items():
            if url_path.startswith(root.root_path):
                found[site_id] = f"{root.root_url}/{url_path.removeprefix(root.root_path)}"
    return found
