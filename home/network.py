"""The network of associations as the Union's home page shows it, and its numbers (NET-1)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from portal.core.czech import sort_key
from portal.core.figures import Figure
from portal.core.templatetags.portal import spaced
from portal.tenancy.models import Association, Membership, Municipality

REGIONS = 14
"""The national table is loaded when municipalities of all regions are there."""


@dataclass(frozen=True)
class NetworkEntry:
    """An association with what its members say about it: where it lies and how big it is today."""

    association: Association
    url: str
    member_count: int
    population: int
    region: str
    latitude: float | None
    longitude: float | None


def network(on: date | None = None) -> list[NetworkEntry]:
    """All associations whose site is open, in Czech order with their members on the day `on` (today); two queries."""
    members: dict[int, list[Municipality]] = defaultdict(list)
    for membership in Membership.objects.valid_on(on).select_related("municipality").order_by():
        members[membership.association_id].append(membership.municipality)
    associations = Association.objects.opened().select_related("site").in_czech_order()
    return [_entry(association, members[association.pk]) for association in associations]


def _entry(association: Association, members: list[Municipality]) -> NetworkEntry:
    regions = Counter(member.region_name for member in members if member.region_name)
    latitudes = [member.latitude for member in members if member.latitude is not None]
    longitudes = [member.longitude for member in members if member.longitude is not None]
    return NetworkEntry(
        association=association,
        url=association.site.root_url,
        member_count=len(members),
        population=sum(member.population or 0 for member in members),
        region=regions.most_common(1)[0][0] if regions else "",
        latitude=sum(latitudes) / len(latitudes) if latitudes else None,
        longitude=sum(longitudes) / len(longitudes) if longitudes else None,
    )


def by_region(entries: Iterable[NetworkEntry]) -> list[tuple[str, list[NetworkEntry]]]:
    """`entries` under the region most of their members lie in, both in Czech order; without members come last."""
    ordered = sorted(entries, key=lambda entry: (not entry.region, sort_key(entry.region), entry.association.sort_key))
    return [(region, list(group)) for region, group in groupby(ordered, key=lambda entry: entry.region)]


@dataclass(frozen=True)
class Totals:
    """The country: its municipalities (military districts are none) and their inhabitants."""

    municipalities: int
    population: int


def country_totals() -> Totals:
    """From the national table where it is loaded, else as the Union wrote them on its home page."""
    from .models import UnionHomePage

    counted = Municipality.objects.exclude(status=Municipality.Status.MILITARY).aggregate(
        municipalities=Count("pk"),
        population=Sum("population", default=0),
        regions=Count("region_code", distinct=True, filter=~Q(region_code="")),
    )
    if counted["regions"] >= REGIONS and counted["population"]:
        return Totals(counted["municipalities"], counted["population"])
    page = UnionHomePage.objects.order_by("path").first()
    default = page or UnionHomePage()
    return Totals(default.municipalities_total, default.population_total)


def associations_figure() -> Figure:
    count = Association.objects.opened().count()
    return Figure(count, ngettext("centre of common services", "centres of common services", count))


def municipalities_figure() -> Figure:
    """Municipalities in some association today; one that is in two counts once."""
    count = _covered().count()
    return _covering(
        count, country_totals().municipalities, ngettext("municipality covered", "municipalities covered", count)
    )


def population_figure() -> Figure:
    """Inhabitants of the municipalities covered."""
    count = _covered().aggregate(total=Sum("population", default=0))["total"]
    return _covering(count, country_totals().population, ngettext("inhabitant", "inhabitants", count))


def _covering(count: int, total: int, label: str) -> Figure:
    return Figure(count, label, count / total, gettext("of %(total)s in the country") % {"total": spaced(total)})


def _covered() -> QuerySet[Municipality]:
    valid = (
        Membership.objects.valid_on().filter(association__opened_at__isnull=False).order_by().values("municipality_id")
    )
    return Municipality.objects.filter(pk__in=valid)
