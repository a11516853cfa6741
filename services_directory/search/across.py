"""Services in the site-wide search: of one association, or of all of them on the Union's site (NET-1, S1)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.search import Narrower, SearchHit, SearchHits

from .find import Found, ask

if TYPE_CHECKING:
    from ..models import Service

MOST_ASSOCIATIONS = 12


def find_services(query: str, sites: Sequence[Site], limit: int) -> SearchHits:
    """The best `limit` services of `sites`; across several also how many each association has, to look there."""
    found = ask(query, sites)
    services = _read(found, limit)
    if not services and (looser := found.loosened()):
        found = looser
        services = _read(found, limit)
    narrower = _by_association(found, query) if len(sites) > 1 and services else []
    pages = _pages(services)
    hits = [
        SearchHit(
            title=service.name,
            url=f"{pages[service.site_id].full_url}{service.slug}/",
            kind=_("Public service"),
            summary=" · ".join([service.kind.label, service.municipality.name]),
            association_name=service.site.association.short_name,
        )
        for service in services
        if service.site_id in pages
    ]
    return SearchHits(hits, note=_note(found), narrower=narrower)


def _read(found: Found, limit: int) -> "list[Service]":
    rows: Any = found.services.select_related("kind", "municipality", "site__association", "site__root_page")
    return list(rows[:limit])


def _pages(services: "Sequence[Service]") -> dict[int, Any]:
    from ..sections import directory_pages

    return directory_pages([service.site for service in services]) if services else {}


def _note(found: Found) -> str:
    """What was understood differently from what was typed."""
    if found.correction:
        return _("Showing results for “%(meant)s”.") % {"meant": found.correction}
    if found.left_out:
        return _("Nothing is known under: %(words)s. These match the rest.") % {"words": ", ".join(found.left_out)}
    return ""


def _by_association(found: Found, query: str) -> list[Narrower]:
    """The associations with most of what was found, each leading to the same search in its own directory."""
    from ..sections import directory_pages

    counts = dict(found.hits.order_by().values_list("site").annotate(count=Count("pk")).order_by("-count", "site"))
    sites = Site.objects.select_related("association", "root_page").in_bulk(list(counts)[:MOST_ASSOCIATIONS])
    pages = directory_pages(list(sites.values()))
    return [
        Narrower(sites[pk].association.short_name, count, f"{pages[pk].full_url}?{urlencode({'q': query})}")
        for pk, count in counts.items()
        if pk in pages
    ]
