"""One page of an association's list.

Three queries of its own, whatever the number of services: the counts, the municipalities, the page with
phones and parts in it. A search adds one, and another one if all its words are nowhere together. A list that
comes out empty asks for the counts of the whole directory instead of the page. The kinds are kept at hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core.maps import PointMap
from portal.core.paging import CountedPaginator

from ..hours import CurrentState, current_state
from ..kind_table import KindTable
from ..models import Service
from ..search.find import Found, ask
from ..verification.freshness import is_overdue
from .alphabet import Alphabet, under_letters
from .asked import Asked, View
from .choices import Chip, Choice, Choices
from .counts import Counts, count_directory, count_found, count_services, with_access
from .places import Place, Places
from .points import MOST_POINTS, municipality_points
from .rows import PlainRows, in_order, shown_rows
from .whole import Whole

LIST_PAGE = 20
PAGE_SIZES = {View.LIST: LIST_PAGE, View.MAP: 6, View.ALPHABET: 40}
"""Services on a page; more would make it heavier than 6 kB where a directory has all kinds and long names."""


@dataclass(frozen=True)
class Result:
    """A service of the page; `km` from the municipality it is asked for from, where that is another one."""

    service: Service
    phone: str
    parts: tuple[str, ...]
    state: CurrentState | None
    km: float | None

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.service)


class Listing:
    """One page of an association's services as the address asks for it."""

    def __init__(
        self,
        site: Site,
        parameters: Mapping[str, Any],
        kinds: KindTable,
        whole: Callable[[], Whole] | None = None,
    ) -> None:
        self.site = site
        self.kinds = kinds
        asked = Asked.read(parameters)
        self.kind = next((kind for kind in self.kinds.values() if kind.code == asked.kind), None)
        is_whole = not (asked.query or asked.access or asked.view == View.ALPHABET)
        self.whole = whole() if whole and is_whole else None
        counts = self._search(asked)
        places = self._places(asked, counts, whole)
        self.municipality = places.by_code.get(asked.municipality)
        if self.kind is None:
            asked = asked.but(kind="", page=asked.page)
        if self.municipality is None:
            asked = asked.but(municipality="", near=False, page=asked.page)
        self.asked = asked
        self.choices = Choices(asked, counts, self.kinds, places, self.kind, self.municipality)
        self.total = counts.total(self.choices.chosen)

    def _places(self, asked: Asked, counts: Counts, whole: Callable[[], Whole] | None) -> Places:
        codes = {*counts.codes, asked.municipality[:6]} - {""}
        if whole and codes <= (kept := whole().places).by_code.keys():
            return kept
        return Places(self.site, codes)

    # --- What is found ---------------------------------------------------------------------------
    def _search(self, asked: Asked) -> Counts:
        self.found: Found | None = None
        if self.whole:
            return self.whole.counts
        if not asked.query:
            return count_directory(self.site, self.kinds, access=asked.access, letters=asked.view == View.ALPHABET)
        found = ask(asked.query, [self.site], literal=asked.literally)
        counts = self._count(asked, found)
        # What the access filter left nothing of was found all the same: other words would be no answer.
        looser = None if counts.groups or asked.access else found.loosened()
        if looser:
            found = looser
            counts = self._count(asked, found)
        self.found = found
        return counts

    def _count(self, asked: Asked, found: Found) -> Counts:
        return count_found(found, self.kinds, access=asked.access, letters=asked.view == View.ALPHABET)

    @property
    def query(self) -> str:
        return self.asked.query

    @cached_property
    def services(self) -> Any:
        """All services of the list in its order, with kind and municipality."""
        everything = Service.objects.for_site(self.site).published().in_czech_order()
        found: Any = with_access(everything if self.found is None else self.found.services, self.asked.access)
        found = found.select_related("municipality")
        if self.kind:
            found = found.of_kind(self.kind)
        if area := self.choices.chosen.places:
            found = found.for_municipalities(area)
        if self.asked.open:
            found = found.filter(opening_hours__in=self.choices.counts.open_hours)
        if self.asked.view == View.ALPHABET:
            return found.in_czech_order()
        if self.asked.near and self.centre and not self.query:
            return found.near_place(self.centre.code, self.centre.latitude, self.centre.longitude)
        return found

    @cached_property
    def centre(self) -> Place | None:
        """The municipality from which nearness is measured: the one the search names, or the chosen one."""
        if named := self.found and self.found.municipality:
            return Place(named.code, named.name, latitude=named.latitude, longitude=named.longitude)
        return self.municipality if self.asked.near else None

    @cached_property
    def page(self) -> Page:
        """The page asked for; the first for nonsense, the last for one too far."""
        rows: Any = [] if not self.total else self._plain_rows or shown_rows(self.services)
        paginator = CountedPaginator(rows, PAGE_SIZES[self.asked.view], self.total)
        try:
            return paginator.page(self.asked.page)
        except PageNotAnInteger:
            return paginator.page(1)
        except EmptyPage:
            return paginator.page(paginator.num_pages)

    @property
    def _plain_rows(self) -> PlainRows | None:
        """The rows of a list that is narrowed to nothing but a kind: the one most people read."""
        asked, question = self.asked, self.found.plain if self.found else None
        if asked.municipality or asked.open or asked.access or asked.view == View.ALPHABET:
            return None
        return PlainRows(self.site, self.kind, question) if question or not asked.query else None

    @cached_property
    def results(self) -> list[Result]:
        """The services of the page with what stands beside their names."""
        return [self._result(service) for service in self.page.object_list]

    def _result(self, service: Any) -> Result:
        service.kind = self.kinds[service.kind_id]
        place = service.municipality
        km = None
        if self.centre and place.pk != self.centre.code:
            at = place if service.latitude is None else service
            km = self.centre.km_to(at.latitude, at.longitude)
        phones = in_order(service.packed_phones)
        parts = (row["name"] or self.kinds[row["kind_id"]].label for row in in_order(service.packed_parts))
        return Result(
            service,
            phones[0]["value"] if phones else "",
            tuple(dict.fromkeys(parts)),
            current_state(service.opening_hours),
            km,
        )

    # --- How it is shown -------------------------------------------------------------------------
    @property
    def views(self) -> list[Choice]:
        """The ways to show the same services."""
        labels = {View.LIST: _("List"), View.MAP: _("Map"), View.ALPHABET: _("A–Z")}
        return [
            Choice(view, label, self.total, view == self.asked.view, self.asked.but(view=view))
            for view, label in labels.items()
        ]

    @property
    def order_label(self) -> str:
        if self.asked.view == View.ALPHABET or not (self.query or self.centre):
            return _("In alphabetical order")
        return _("Best matches first") if self.query else _("Nearest first")

    @property
    def literal_address(self) -> str:
        """The same search for the words as they were typed."""
        return self.asked.but(literally=True).address

    @cached_property
    def alphabet(self) -> Alphabet:
        """The letters of the alphabet."""
        return Alphabet(self.choices.counts.by_letter(self.choices.chosen), self.asked, PAGE_SIZES[View.ALPHABET])

    @property
    def under_letters(self) -> list[tuple[str, str, list[Result]]]:
        """The results of this page under their letters."""
        return under_letters(self.results)

    @cached_property
    def map(self) -> PointMap | None:
        """The municipalities of the services found, where the map is asked for."""
        if self.asked.view != View.MAP:
            return None
        counted = self.choices.counts.by_municipality(self.choices.chosen)
        return PointMap(municipality_points(counted, self.choices.places, self.asked))

    @property
    def not_on_map(self) -> int:
        return self.choices.counts.unplaced(self.choices.chosen)

    @property
    def most_points(self) -> int:
        return MOST_POINTS

    @property
    def is_map_cut(self) -> bool:
        return self.total - self.not_on_map > MOST_POINTS

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        """What a new search keeps: the filters and the view."""
        return [(name, value) for name, value in self._state() if name not in ("q", "literal")]

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        """What new filters keep: the search and the view."""
        return [(name, value) for name, value in self._state() if name in ("q", "literal", "view")]

    def _state(self) -> list[tuple[str, str]]:
        return [*self.asked.filters, *([("view", str(self.asked.view))] if self.asked.view else [])]

    # --- What can be chosen ----------------------------------------------------------------------
    @property
    def kind_choices(self) -> list[Choice]:
        return self.choices.kind_choices

    @property
    def municipality_choices(self) -> list[Choice]:
        return self.choices.municipality_choices

    @property
    def chips(self) -> list[Chip]:
        return self.choices.chips

    @property
    def whole_on(self) -> str | None:
        """The day, where nothing is asked for but a page: its choices are the same for everybody; None otherwise."""
        asked = self.asked
        plain = not (asked.query or asked.kind or asked.municipality or asked.open or asked.access or asked.view)
        return timezone.localdate().isoformat() if plain else None

    @property
    def is_anything_there(self) -> bool:
        """Whether there is something to filter, or a filter to take back."""
        return bool(self.choices.counts.groups) or self.is_filtered

    @property
    def is_filtered(self) -> bool:
        asked = self.asked
        return bool(asked.kind or asked.municipality or asked.open or asked.access)

    @property
    def is_unanswered(self) -> bool:
        """Whether the directory has nothing for this search, whatever the filters (S4)."""
        return bool(self.query) and not self.total and not self.is_filtered

    @property
    def query_string(self) -> str:
        """All active filters as "?kind=…&municipality=…", without view and page; empty where none is."""
        address = self.asked.but(view=View.LIST).address
        return "" if address == "?" else address

    @cached_property
    def kinds_there_are(self) -> list[Choice]:
        """The fields of the whole directory, for a search that found nothing."""
        if self.choices.counts.groups:
            return self.choices.other_kinds
        counts = count_services(Service.objects.for_site(self.site).published(), self.kinds)
        return Choices(Asked(), counts, self.kinds, self.choices.places, None, None).other_kinds


def directory_listing(
    site: Site,
    parameters: Mapping[str, Any],
    kinds: KindTable | None = None,
    whole: Callable[[], Whole] | None = None,
) -> Listing:
    """The list of `site`'s services for an address (`Asked`); reads the kinds and the `whole` unless they are given."""
    return Listing(site, parameters, KindTable.read() if kinds is None else kinds, whole)
