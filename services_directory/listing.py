"""The directory's list: what the address asks for, the page of results, and counts for every choice (S3).

At most five queries of its own, whatever the number of services: the kinds, the counts (one grouped
read for kinds and municipalities together, one for municipalities served from elsewhere), the page of
services, their phones.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import Count, F, Prefetch
from django.utils.http import urlencode
from wagtail.models import Site

from portal.tenancy.models import Municipality

from .enums import ContactKind
from .hours import CurrentState, current_state
from .models import Service, ServiceContact, ServiceKind
from .search.query import Question

PAGE_SIZE = 25
LONGEST_QUERY = 200
FILTERS = ("q", "kind", "municipality")


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: `count` services would be shown."""

    value: str
    label: str
    count: int
    is_chosen: bool
    icon: str = ""
    children: tuple["Choice", ...] = ()


@dataclass(frozen=True)
class Chip:
    """An active filter and the query string without it."""

    label: str
    remove: str


@dataclass(frozen=True)
class Result:
    service: Service
    phone: str
    state: CurrentState | None


@dataclass(frozen=True)
class Place:
    """A municipality as a choice."""

    code: str
    name: str
    sort_key: str


@dataclass
class _Counts:
    """Services by kind and municipality, before these two filters are applied."""

    placed: Counter[tuple[int, str]] = field(default_factory=Counter)
    wide: Counter[tuple[int, str]] = field(default_factory=Counter)
    served: Counter[tuple[int, str]] = field(default_factory=Counter)
    municipalities: dict[str, Place] = field(default_factory=dict)

    def total(self, kinds: set[int] | None, municipality: str | None) -> int:
        """Services of `kinds` (None: all) that are in `municipality` or serve it (None: anywhere)."""

        def summed(counter: Counter[tuple[int, str]], code: str | None) -> int:
            return sum(
                n for (kind, place), n in counter.items() if (kinds is None or kind in kinds) and code in (None, place)
            )

        if municipality is None:
            return summed(self.placed, None)
        elsewhere = summed(self.wide, None) - summed(self.wide, municipality)
        return summed(self.placed, municipality) + elsewhere + summed(self.served, municipality)


class CountedPaginator(Paginator):
    """A paginator that knows the count already."""

    def __init__(self, object_list: Any, per_page: int, count: int) -> None:
        super().__init__(object_list, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


class Listing:
    """One page of an association's services as the address asks for it."""

    def __init__(self, site: Site, parameters: Mapping[str, str]) -> None:
        self.site = site
        self.query = " ".join(parameters.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
        self.kinds = {kind.pk: kind for kind in ServiceKind.objects.select_related("parent")}
        self.kind = next((kind for kind in self.kinds.values() if kind.code == parameters.get("kind")), None)
        self._counts = self._count(Question(self.query)) if self.query else self._count(None)
        self.is_loosened = False
        if self.query and not self._counts.placed:
            question = Question(self.query, prefix=True)
            self._counts, self.is_loosened = self._count(question), True
        self.municipality = self._municipality(parameters.get("municipality", ""))
        self.total = self._counts.total(
            self._kind_ids(self.kind), self.municipality.code if self.municipality else None
        )
        self.page = self._page(parameters.get("page", "1"))

    # --- What is found ---------------------------------------------------------------------------
    def _base(self, question: Question | None) -> Any:
        services = Service.objects.for_site(self.site).published()
        if question is None:
            return services.in_czech_order()
        return services.matching(question, [self.site])

    def _count(self, question: Question | None) -> _Counts:
        self._found = self._base(question)
        counts = _Counts()
        place = {"code": F("municipality"), "place": F("municipality__name"), "place_key": F("municipality__sort_key")}
        unordered = self._found.order_by()
        for kind, wide, code, name, key, count in (
            unordered.values_list("kind", "serves_all")
            .annotate(**place, count=Count("pk"))
            .values_list("kind", "serves_all", "code", "place", "place_key", "count")
        ):
            counts.placed[kind, code] += count
            if wide:
                counts.wide[kind, code] += count
            counts.municipalities[code] = Place(code, name, key)
        served = Service.served.through.objects.filter(service__in=unordered.values("pk"), service__serves_all=False)
        for kind, code, name, key, count in (
            served.exclude(municipality=F("service__municipality"))
            .values_list("service__kind", "municipality", "municipality__name", "municipality__sort_key")
            .annotate(count=Count("pk"))
        ):
            counts.served[kind, code] += count
            counts.municipalities[code] = Place(code, name, key)
        return counts

    def _municipality(self, code: str) -> Place | None:
        """The municipality asked for, also one without any service; None if there is no such code."""
        known = self._counts.municipalities.get(code)
        if known or not code.isdigit():
            return known
        found = Municipality.objects.filter(pk=code).values_list("code", "name", "sort_key").first()
        return Place(*found) if found else None

    def _page(self, number: str) -> Page:
        services = self._found
        if self.kind:
            services = services.of_kind(self.kind)
        if self.municipality:
            services = services.for_municipality(self.municipality.code)
        phones = ServiceContact.objects.filter(kind=ContactKind.PHONE, is_internal=False).order_by("sort_order", "pk")
        services = services.select_related("municipality").prefetch_related(
            Prefetch("contacts", queryset=phones, to_attr="public_phones")
        )
        paginator = CountedPaginator(services, PAGE_SIZE, self.total)
        try:
            return paginator.page(number)
        except PageNotAnInteger:
            return paginator.page(1)
        except EmptyPage:
            return paginator.page(paginator.num_pages)

    @cached_property
    def results(self) -> list[Result]:
        """The services of this page with the first phone and whether they are open now."""
        found = []
        for service in self.page.object_list:
            service.kind = self.kinds[service.kind_id]
            phone = service.public_phones[0].value if service.public_phones else ""
            found.append(Result(service, phone, current_state(service.opening_hours)))
        return found

    # --- What can be chosen ----------------------------------------------------------------------
    def _kind_ids(self, kind: ServiceKind | None) -> set[int] | None:
        if kind is None:
            return None
        return {kind.pk} | {other.pk for other in self.kinds.values() if other.parent_id == kind.pk}

    @cached_property
    def kind_choices(self) -> list[Choice]:
        """Fields with services, each with its kinds."""
        code = self.municipality.code if self.municipality else None

        def choice(kind: ServiceKind, children: tuple[Choice, ...] = ()) -> Choice:
            count = self._counts.total(self._kind_ids(kind), code)
            return Choice(kind.code, kind.label_plural, count, kind == self.kind, kind.icon_name, children)

        def offered(choices: list[Choice]) -> tuple[Choice, ...]:
            return tuple(c for c in choices if c.count or c.is_chosen)

        fields = [kind for kind in self.kinds.values() if kind.parent_id is None]
        return list(
            offered(
                [
                    choice(top, offered([choice(kind) for kind in self.kinds.values() if kind.parent_id == top.pk]))
                    for top in fields
                ]
            )
        )

    @cached_property
    def municipality_choices(self) -> list[Choice]:
        """Municipalities that have or are served by something, in Czech order."""
        kinds = self._kind_ids(self.kind)
        places = sorted(self._counts.municipalities.values(), key=lambda place: place.sort_key)
        choices = [
            Choice(place.code, place.name, self._counts.total(kinds, place.code), place == self.municipality)
            for place in places
        ]
        return [choice for choice in choices if choice.count or choice.is_chosen]

    @property
    def chips(self) -> list[Chip]:
        """The active filters, each with the address that leaves it out."""
        found = []
        if self.query:
            found.append(Chip(f"„{self.query}“", self._address(q="")))
        if self.kind:
            found.append(Chip(self.kind.label_plural, self._address(kind="")))
        if self.municipality:
            found.append(Chip(self.municipality.name, self._address(municipality="")))
        return found

    def _address(self, **changes: str) -> str:
        values = {
            "q": self.query,
            "kind": self.kind.code if self.kind else "",
            "municipality": self.municipality.code if self.municipality else "",
        }
        kept = {name: value for name, value in {**values, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or self.municipality)


def directory_listing(site: Site, parameters: Mapping[str, str]) -> Listing:
    """The list of `site`'s services for the parameters of an address (`q`, `kind`, `municipality`, `page`)."""
    return Listing(site, parameters)
