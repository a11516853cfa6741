"""What the directory shows on other pages: the home page's search and kinds, the site-wide search, figures."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy
from wagtail.models import Site

from portal.core.figures import Figure
from portal.core.prepared import Prepared, given_day, given_id
from portal.core.sections import HomeContext, HomeSection
from portal.core.templatetags.portal import spaced
from portal.tenancy.context import child_page

from .actions import published_services_count
from .kind_table import kinds_for
from .models import DirectoryPage, Service
from .search.across import find_services
from .verification.dates import earliest_valid, longest_months

MOST_USED_KINDS = 8
FIGURE_LABEL = gettext_lazy("services in the directories")
VERIFIED_LABEL = gettext_lazy("services verified with their providers")


def directory_page(site: Site) -> DirectoryPage | None:
    """The site's directory in the active language, in Czech where there is none."""
    return directory_pages([site]).get(site.pk)


def directory_pages(sites: Sequence[Site]) -> dict[int, DirectoryPage]:
    """The directories of several sites in the active language (Czech where there is none), in one read."""
    language = get_language()
    found: dict[int, DirectoryPage] = {}
    by_key: dict[UUID, dict[str, DirectoryPage]] = {}
    in_trees = reduce(or_, (Q(path__startswith=root) for root in {site.root_page.path for site in sites}), Q(pk__in=[]))
    keys = DirectoryPage.objects.filter(in_trees).values("translation_key")
    for page in DirectoryPage.objects.live().filter(translation_key__in=keys).select_related("locale"):
        by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page
    for site in sites:
        prefix = site.root_page.path
        for languages in by_key.values():
            if any(page.path.startswith(prefix) for page in languages.values()):
                found[site.pk] = languages.get(language) or next(
                    page for page in languages.values() if page.path.startswith(prefix)
                )
    return found


@Prepared[tuple[int, int]]
def _by_kind() -> Any:
    return Service.objects.for_site(given_id("site")).published(given_day()).count_by_kind()


def search_section(context: HomeContext) -> HomeSection | None:
    """The search box that the home page opens with."""
    page = child_page(context.request, DirectoryPage)
    if page is None:
        return None
    return HomeSection("services_directory/home_search.html", {"directory": page})


def kinds_section(context: HomeContext) -> HomeSection | None:
    """The eight most used fields of service with their counts."""
    page = child_page(context.request, DirectoryPage)
    if page is None:
        return None
    kinds = kinds_for(context.request)
    counts: dict[int, int] = {}
    for kind_id, count in _by_kind.all(site=context.site.pk, day=timezone.localdate()):
        top = kinds[kind_id].parent_id or kind_id
        counts[top] = counts.get(top, 0) + count
    if not counts:
        return None
    most_used = sorted(counts, key=lambda pk: (-counts[pk], kinds[pk].order))[:MOST_USED_KINDS]
    return HomeSection(
        "services_directory/home_kinds.html",
        {
            "directory": page,
            "kinds": [{"kind": kinds[pk], "count": counts[pk]} for pk in most_used],
            "total": sum(counts.values()),
        },
    )


def services_figure() -> Figure | None:
    """The number of published services of all associations, for the programme in numbers."""
    return Figure(value=published_services_count(), label=FIGURE_LABEL)


def verified_figure() -> Figure | None:
    """How many listed services are verified today in the whole country; nothing while none is listed.

    The same as `verification.shares.counting.share_on` today, read from the services themselves: a public page can't
    wait for a recount from the log.
    """
    today = timezone.localdate()
    verified = Q(verified_on__gte=earliest_valid(today, longest_months(today)))
    counted = Service.objects.published().aggregate(listed=Count("pk"), verified=Count("pk", filter=verified))
    if not counted["listed"]:
        return None
    note = gettext("of %(total)s listed") % {"total": spaced(counted["listed"])}
    return Figure(counted["verified"], VERIFIED_LABEL, counted["verified"] / counted["listed"], note)


__all__ = [
    "directory_page",
    "directory_pages",
    "find_services",
    "kinds_section",
    "search_section",
    "services_figure",
    "verified_figure",
]
