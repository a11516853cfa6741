"""The count a choice shows is what choosing it gives, for any filters: compared with a count by hand."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from time_machine import travel

from portal.tenancy.models import Association, Membership, Municipality
from services_directory.enums import ACCESS_FACTS, Scope
from services_directory.hours import PRAGUE
from services_directory.listing import Asked, Choice, directory_listing
from services_directory.models import Service, ServiceKind, ServicePart
from services_directory.search.find import ask
from services_directory.search.index import rebuild

from ..tenancy.factories import MunicipalityFactory
from .factories import ServiceFactory, kind, members

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=PRAGUE)
KINDS = ("nursery_school", "primary_school", "school_canteen", "public_library", "municipal_office", "home_care")
OPEN = {"": False, "Mo-Fr 08:00-16:00": True, "We 08:30-12:00; PH off": True, "Tu 10:00-12:00": False, "24/7": True}
QUERIES = ("", "škola", "knihovny", "velbloud")
SERVICES = 60


@dataclass
class Directory:
    """Services of one association, with what is needed to filter them by hand."""

    association: Association
    services: list[Any]
    places: list[Municipality]
    member_codes: set[str]
    kinds: dict[str, ServiceKind]

    def shown(self, asked: Asked) -> set[int]:
        """The services `asked` has to show, one by one."""
        hits = None
        if asked.query:
            hits = set(ask(asked.query, [self.association.site]).hits.values_list("pk", flat=True))
        return {service.pk for service in self.services if self._fits(service, asked, hits)}

    def _fits(self, service: Any, asked: Asked, hits: set[int] | None) -> bool:
        if hits is not None and service.pk not in hits:
            return False
        kinds = [service.kind, *(part.kind for part in service.parts.all())]
        codes = {code for one in kinds for code in (one.code, one.parent.code)}
        if asked.kind and asked.kind not in codes:
            return False
        if asked.municipality and not service.serves_all:
            served = {service.municipality_id, *(place.pk for place in service.served.all())}
            if not served & (self.around(asked.municipality) if asked.near else {asked.municipality}):
                return False
        if asked.open and not OPEN[service.opening_hours]:
            return False
        return all(getattr(service, fact) == "yes" for fact in asked.access)

    def around(self, code: str) -> set[str]:
        centre = next(place for place in self.places if place.pk == code)
        others = sorted((km(centre, place), place.pk) for place in self.places if place.pk != code)
        nearest = [other for _km, other in others if other in self.member_codes][:5]
        return {code, *nearest, *(other for distance, other in others if distance <= 8)}


def km(a: Municipality, b: Municipality) -> float:
    """The great circle between two centres (the haversine formula)."""
    one, two = radians(a.latitude or 0), radians(b.latitude or 0)
    east = radians((b.longitude or 0) - (a.longitude or 0))
    return 2 * 6371 * asin(sqrt(sin((two - one) / 2) ** 2 + cos(one) * cos(two) * sin(east / 2) ** 2))


@pytest.fixture
def directory(dso_a: Association) -> Iterator[Directory]:
    """Sixty services over nine municipalities, two of them no members; made by a fixed throw of dice."""
    dice = random.Random(20261122)
    Membership.objects.filter(association=dso_a).update(joined_on=date(2020, 1, 1))
    places = members(dso_a)
    for n, place in enumerate(places):
        place.latitude, place.longitude = 50.4 + n * 0.02, 16.1
        place.save()
    for n in range(7):
        place = MunicipalityFactory.create(
            code=f"91000{n}", name=f"Ves {n}", latitude=50.3 + n * 0.05, longitude=16.0 + (n % 3) * 0.09
        )
        places.append(place)
        if n < 5:
            Membership.objects.create(association=dso_a, municipality=place, joined_on=date(2020, 1, 1))
    kinds = {code: kind(code) for code in KINDS}
    for n in range(SERVICES):
        one = kinds[dice.choice(KINDS)]
        service = ServiceFactory.create(
            association=dso_a,
            name=f"{one.name} {n}",
            kind=one,
            municipality=dice.choice(places),
            scope=dice.choice([Scope.MUNICIPALITY, Scope.MUNICIPALITIES, Scope.ASSOCIATION]),
            opening_hours=dice.choice(list(OPEN)),
            live=n % 10 != 9,
            closed_on=date(2026, 11, 18) if n % 10 == 8 else None,
            **{fact: dice.choice(["yes", "no", "unknown"]) for fact in ACCESS_FACTS[1:]},
            barrier_free=dice.choice(["yes", "partial", "no", "unknown"]),
        )
        service.served = dice.sample(places, dice.choice([0, 0, 1, 3]))
        service.parts = [ServicePart(kind=kinds[code]) for code in dice.choices(KINDS, k=dice.choice([0, 0, 1, 2]))]
        service.save()
    rebuild()
    with travel(NOW, tick=False):
        found = Service.objects.filter(live=True, closed_on=None).select_related("kind__parent")
        services = list(found.prefetch_related("parts__kind__parent", "served"))
        member_codes = {place.pk for place in members(dso_a)}
        yield Directory(dso_a, services, places, member_codes, kinds)


def flat(choices: list[Choice] | tuple[Choice, ...]) -> Iterator[Choice]:
    for choice in choices:
        yield choice
        yield from flat(choice.children)


@pytest.mark.spec("S3", "D3", "D8")
@settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_count_is_what_its_choice_shows(directory: Directory, data: st.DataObject) -> None:
    codes = [place.pk for place in directory.places]
    fields = sorted({one.parent.code for one in directory.kinds.values() if one.parent})
    asked = Asked(
        query=data.draw(st.sampled_from(QUERIES)),
        kind=data.draw(st.sampled_from(["", "", *KINDS, *fields])),
        municipality=data.draw(st.sampled_from(["", *codes])),
        near=data.draw(st.booleans()),
        open=data.draw(st.booleans()),
        access=tuple(fact for fact in ACCESS_FACTS if data.draw(st.integers(0, 7)) == 0),
    )
    if not asked.municipality:
        asked = asked.but(near=False)
    listing = directory_listing(directory.association.site, parameters(asked))
    assert listing.total == len(directory.shown(asked))
    assert set(listing.services.values_list("pk", flat=True)) == directory.shown(asked)
    assert len(listing.services) == listing.total, "a service is listed twice"

    offered = {choice.value: choice.count for choice in flat(listing.kind_choices)}
    for code in (*KINDS, *fields):
        assert offered.get(code, 0) == len(directory.shown(asked.but(kind=code))), code
    offered = {choice.value: choice.count for choice in listing.municipality_choices}
    for code in codes:
        # A municipality that is no member is offered only where something stands in it or serves it by name.
        if code in offered or code in directory.member_codes:
            assert offered.get(code, 0) == len(directory.shown(asked.but(municipality=code))), code
    assert listing.choices.open_choice.count == len(directory.shown(asked.but(open=True)))
    offered = {choice.value: choice.count for choice in listing.choices.access_choices}
    for fact in ACCESS_FACTS:
        wanted = tuple(dict.fromkeys([*asked.access, fact]))
        assert offered.get(fact, 0) == len(directory.shown(asked.but(access=wanted))), fact
    if asked.municipality:
        near = listing.choices.near_choice
        assert near
        assert near.count == len(directory.shown(asked.but(near=True)))


def parameters(asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in asked.filters:
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.spec("S3")
def test_the_data_of_this_test_tell_the_filters_apart(directory: Directory) -> None:
    everything = len(directory.shown(Asked()))
    assert everything == 48
    place = directory.places[0].pk
    for asked in (
        Asked(kind="education"),
        Asked(municipality=place),
        Asked(municipality=place, near=True),
        Asked(open=True),
        Asked(access=("barrier_free",)),
        Asked(query="škola"),
    ):
        assert 0 < len(directory.shown(asked)) < everything
    assert len(directory.shown(Asked(municipality=place))) < len(directory.shown(Asked(municipality=place, near=True)))
