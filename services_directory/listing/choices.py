"""What can be chosen in a list, each choice with the number of services it would show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..detail import access_label
from ..models import ServiceKind
from .asked import Asked
from .counts import Chosen, Counts
from .places import Place, Places

MOST_HINTS = 8


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: `count` services would be shown at `address`."""

    value: str
    label: str
    count: int
    is_chosen: bool
    asked: Asked
    icon: str = ""
    children: tuple["Choice", ...] = ()

    @property
    def address(self) -> str:
        """The query string of the list it leads to; written only where it is shown."""
        return self.asked.address


@dataclass(frozen=True)
class Chip:
    """An active filter and the query string without it."""

    label: str
    remove: str


@dataclass
class Choices:
    """The choices of the filters for `asked`, and what stands for it in the counts."""

    asked: Asked
    counts: Counts
    kinds: Mapping[int, ServiceKind]
    places: Places
    kind: ServiceKind | None
    municipality: Place | None

    @cached_property
    def chosen(self) -> Chosen:
        """What the filters let through."""
        kinds = None if self.kind is None else frozenset({self.kind.pk})
        return Chosen(kinds, self._area(self.municipality), self.asked.open)

    def _area(self, place: Place | None) -> frozenset[str] | None:
        if place is None:
            return None
        return self.places.around(place.code) if self.asked.near else frozenset({place.code})

    @cached_property
    def kind_choices(self) -> list[Choice]:
        """Fields with services, each with its kinds."""
        counted = self.counts.by_kind(replace(self.chosen, kinds=None))

        def choice(kind: ServiceKind, children: tuple[Choice, ...] = ()) -> Choice:
            asked = self.asked.but(kind=kind.code)
            return Choice(
                kind.code, kind.label_plural, counted[kind.pk], kind == self.kind, asked, kind.icon_name, children
            )

        tree: dict[int | None, list[ServiceKind]] = {}
        for kind in self.kinds.values():
            tree.setdefault(kind.parent_id, []).append(kind)
        fields = [
            choice(top, tuple(_offered(choice(kind) for kind in tree.get(top.pk, [])))) for top in tree.get(None, [])
        ]
        return _offered(fields)

    @cached_property
    def municipality_choices(self) -> list[Choice]:
        """Members, and other municipalities that have or are served by something, in Czech order."""
        places = [place for place in self.places.by_code.values() if place.is_member or place.code in self.counts.codes]
        if self.municipality and self.municipality not in places:
            places = sorted([*places, self.municipality], key=lambda place: place.sort_key)
        areas = {place.code: self._area(place) or frozenset() for place in places}
        counted = self.counts.by_places(replace(self.chosen, places=None), areas)
        return _offered(
            Choice(
                place.code,
                place.name,
                counted[place.code],
                place == self.municipality,
                self.asked.but(municipality=place.code),
            )
            for place in places
        )

    @cached_property
    def near_choice(self) -> Choice | None:
        """The neighbours of the chosen municipality; None where none is chosen."""
        if self.municipality is None:
            return None
        wider = replace(self.chosen, places=self.places.around(self.municipality.code))
        asked = self.asked.but(near=True)
        return Choice("1", _("Neighbouring municipalities too"), self.counts.total(wider), self.asked.near, asked)

    @cached_property
    def open_choice(self) -> Choice:
        """Only what is open now."""
        count = self.counts.total(replace(self.chosen, open=True))
        return Choice("1", _("Open now"), count, self.asked.open, self.asked.but(open=True))

    @cached_property
    def access_choices(self) -> list[Choice]:
        """Access facts that somebody has found to be so."""
        counted = self.counts.by_fact(self.chosen)
        return _offered(
            Choice(
                fact,
                access_label(fact),
                count,
                fact in self.asked.access,
                self.asked.but(access=(*self.asked.access, fact)),
            )
            for fact, count in counted.items()
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, each with the address that leaves it out."""
        asked = self.asked
        found = []
        if asked.query:
            found.append(Chip(f"„{asked.query}“", asked.but(query="").address))
        if self.kind:
            found.append(Chip(self.kind.label_plural, asked.but(kind="").address))
        if self.municipality:
            found.append(Chip(self.municipality.name, asked.but(municipality="").address))
            if asked.near:
                found.append(Chip(pgettext("filter", "and its neighbourhood"), asked.but(near=False).address))
        if asked.open:
            found.append(Chip(_("Open now"), asked.but(open=False).address))
        for fact in asked.access:
            others = tuple(other for other in asked.access if other != fact)
            found.append(Chip(access_label(fact), asked.but(access=others).address))
        return found

    @property
    def elsewhere(self) -> list[Choice]:
        """Other municipalities in which the same is to be found, most first; for a list that came out empty."""
        others = [choice for choice in self.municipality_choices if choice.count and not choice.is_chosen]
        return sorted(others, key=lambda choice: -choice.count)[:MOST_HINTS] if self.municipality else []

    @property
    def other_kinds(self) -> list[Choice]:
        """Other fields of service that fit the rest, most first; for a list that came out empty."""
        others = [choice for choice in self.kind_choices if choice.count and not choice.is_chosen]
        return sorted(others, key=lambda choice: -choice.count)[:MOST_HINTS]


def _offered(choices: Iterable[Choice]) -> list[Choice]:
    return [choice for choice in choices if choice.count or choice.is_chosen]
