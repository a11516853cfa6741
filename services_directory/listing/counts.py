"""How many services every choice of a filter would show, from one grouped read (S3).

The rows are groups of services that no filter tells apart, not services: what they are (kind and the
kinds of their parts), where they are and whom they serve, and when they are open. Kind, municipality and
opening are decided here in Python; the search and the access facts, which are asked for by few, in SQL.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q, Value
from django.db.models.functions import Substr
from django.utils import timezone
from wagtail.models import Site

from portal.core.prepared import Prepared, given_day, given_id

from ..enums import ACCESS_FACTS, Access
from ..hours import open_now
from ..models import Service, ServiceKind, ServicePart
from ..packing import packed_values, unpacked_values
from ..search import plain
from ..search.find import Found

GROUPED_BY = ("kind", "part_kinds", "municipality", "served_codes", "serves_all", "opening_hours", "letter")
KEY_OF_A_LETTER = 2
"""Characters of a sort key that stand for one letter of the Czech alphabet (`portal.core.czech.sort_key`)."""


def with_access(services: Any, facts: Iterable[str]) -> Any:
    """Those of `services` of which every one of `facts` is known to be so; a partial access is no access (D8)."""
    return services.filter(**dict.fromkeys(facts, Access.YES)) if facts else services


@dataclass(frozen=True)
class Chosen:
    """What the filters decided here let through: kinds (None: all), municipalities (None: all), only the open ones."""

    kinds: frozenset[int] | None = None
    places: frozenset[str] | None = None
    open: bool = False


EVERYTHING = Chosen()


class Group(NamedTuple):
    """`count` services alike. `places` are where they are (`municipality`) and whom they serve; `facts` in order."""

    kinds: frozenset[int]
    municipality: str
    places: frozenset[str]
    serves_all: bool
    hours: str
    letter: str
    number: int
    unplaced: int
    facts: tuple[int, ...]

    def is_of(self, kinds: frozenset[int] | None) -> bool:
        return kinds is None or not self.kinds.isdisjoint(kinds)

    def serves(self, places: frozenset[str] | None) -> bool:
        return places is None or self.serves_all or not self.places.isdisjoint(places)


@dataclass
class Counts:
    """The groups of the services found, and sums over them."""

    groups: list[Group] = field(default_factory=list)

    @cached_property
    def open_hours(self) -> set[str]:
        """The opening hours, as they are stored, of which it is open now."""
        return open_now({group.hours for group in self.groups if group.hours})

    @cached_property
    def codes(self) -> set[str]:
        """Codes of the municipalities that have or are served by something."""
        return {code for group in self.groups for code in group.places}

    @cached_property
    def by_hours(self) -> Counter[str]:
        """Services by their opening hours, as they are stored."""
        return _summed(self.groups, lambda group: group.hours)

    @cached_property
    def everything(self) -> int:
        """How many services there are, whatever is chosen."""
        return sum(group.number for group in self.groups)

    def chosen(self, chosen: Chosen) -> list[Group]:
        if chosen == EVERYTHING:
            return self.groups
        return [
            group
            for group in self.groups
            if group.is_of(chosen.kinds)
            and group.serves(chosen.places)
            and (not chosen.open or group.hours in self.open_hours)
        ]

    def total(self, chosen: Chosen) -> int:
        if chosen.kinds is None and chosen.places is None:
            open_hours = open_now(self.by_hours) if chosen.open else ()
            return sum(self.by_hours[hours] for hours in open_hours if hours) if chosen.open else self.everything
        return sum(group.number for group in self.chosen(chosen))

    def by_kind(self, chosen: Chosen) -> Counter[int]:
        """Services of each kind and each field; one with parts of several kinds counts once in each."""
        found: Counter[int] = Counter()
        for kinds, count in _summed(self.chosen(chosen), lambda group: group.kinds).items():
            for kind in kinds:
                found[kind] += count
        return found

    def by_places(self, chosen: Chosen, choices: Mapping[str, frozenset[str]]) -> dict[str, int]:
        """Services for each of `choices`, which are sets of municipalities by the code of the chosen one."""
        wide = 0
        placed: Counter[frozenset[str]] = Counter()
        for (serves_all, places), count in _summed(
            self.chosen(chosen), lambda group: (group.serves_all, frozenset() if group.serves_all else group.places)
        ).items():
            if serves_all:
                wide += count
            else:
                placed[places] += count
        return {
            code: wide + sum(count for places, count in placed.items() if not places.isdisjoint(area))
            for code, area in choices.items()
        }

    def by_fact(self, chosen: Chosen) -> dict[str, int]:
        """Services of which each access fact is known to be so."""
        groups = self.chosen(chosen)
        return {fact: sum(group.facts[n] for group in groups) for n, fact in enumerate(ACCESS_FACTS)}

    def by_municipality(self, chosen: Chosen) -> Counter[str]:
        """Services by where they are."""
        return _summed(self.chosen(chosen), lambda group: group.municipality)

    def unplaced(self, chosen: Chosen) -> int:
        """Services whose place on a map nobody has found out."""
        return sum(group.unplaced for group in self.chosen(chosen))

    def by_letter(self, chosen: Chosen) -> Counter[str]:
        """Services by the key of their first letter, for counts that were made with letters."""
        return _summed(self.chosen(chosen), lambda group: group.letter)


def _summed[Key: Hashable](groups: Iterable[Group], key: Callable[[Group], Key]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for group in groups:
        found[key(group)] += group.number
    return found


def count_services(services: Any, kinds: Mapping[int, ServiceKind], *, letters: bool = False) -> Counts:
    """The counts of `services` (a queryset) in one query; with `letters` by their first letter too."""
    return _counts(_grouped(services, letters=letters), kinds)


@Prepared[tuple[Any, ...]]
def _directory(access: tuple[str, ...], letters: bool) -> Any:
    services = Service.objects.for_site(given_id("site")).published(given_day())
    return _grouped(with_access(services, access), letters=letters)


def count_directory(
    site: Site, kinds: Mapping[int, ServiceKind], *, access: tuple[str, ...] = (), letters: bool = False
) -> Counts:
    """The counts of all services of `site` that the public may find today and have these access facts."""
    return _counts(_directory.all(access, letters, site=site.pk, day=timezone.localdate()), kinds)


@Prepared[tuple[Any, ...]]
def _searched(shape: plain.Shape, access: tuple[str, ...], letters: bool) -> Any:
    return _grouped(with_access(plain.hits(shape), access), letters=letters)


def count_found(
    found: Found, kinds: Mapping[int, ServiceKind], *, access: tuple[str, ...] = (), letters: bool = False
) -> Counts:
    """The counts of what a search found."""
    if found.plain is None:
        return count_services(with_access(found.hits, access), kinds, letters=letters)
    return _counts(_searched.all(found.plain.shape, access, letters, **found.plain.given), kinds)


def _grouped(services: Any, *, letters: bool) -> Any:
    found = services.order_by().annotate(
        part_kinds=packed_values(ServicePart.objects.all(), "kind_id"),
        served_codes=packed_values(Service.served.through.objects.all(), "municipality_id"),
        letter=Substr("sort_key", 1, KEY_OF_A_LETTER) if letters else Value(""),
    )
    facts = {f"is_{fact}": Count("pk", filter=Q(**{fact: Access.YES})) for fact in ACCESS_FACTS}
    sums = {"count": Count("pk"), "unplaced": Count("pk", filter=Q(latitude=None)), **facts}
    return found.values(*GROUPED_BY).annotate(**sums).values_list(*GROUPED_BY, *sums)


def _counts(rows: Iterable[tuple[Any, ...]], kinds: Mapping[int, ServiceKind]) -> Counts:
    @cache
    def with_fields(kind: int, parts: str | None) -> frozenset[int]:
        own = {kind, *map(int, unpacked_values(parts))}
        return frozenset(own | {field for one in own if (field := kinds[one].parent_id) is not None})

    @cache
    def areas(municipality: str, served: str | None) -> frozenset[str]:
        return frozenset({municipality, *unpacked_values(served)})

    # Equal parts of the groups are one object: they are kept by the hundred (`whole`).
    shared: dict[Any, Any] = {}
    groups = []
    for kind, parts, place, served, wide, hours, letter, number, unplaced, *known in rows:
        kinds_of, areas_of = with_fields(kind, parts), areas(place, served)
        place, hours, facts = (shared.setdefault(part, part) for part in (place, hours, tuple(known)))
        groups.append(Group(kinds_of, place, areas_of, wide, hours, letter, number, unplaced, facts))
    return Counts(groups)
