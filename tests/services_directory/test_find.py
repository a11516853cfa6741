"""Asking the directory: municipalities in the question, order, parts, what is left out, the number of queries."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.core.search import SearchHits, search_providers
from portal.tenancy.models import Association, Municipality
from services_directory.actions import publish_service
from services_directory.models import Service, ServiceContact, ServicePart
from services_directory.search.find import ask
from services_directory.search.index import index_members, rebuild
from services_directory.search.places import short_names

from .factories import ServiceFactory, kind, make_many, make_service, members


def names(association: Association, query: str, **options: Any) -> list[str]:
    return [service.name for service in ask(query, [association.site], **options).services]


def rename(place: Municipality, name: str, latitude: float, longitude: float) -> Municipality:
    place.name, place.latitude, place.longitude = name, latitude, longitude
    place.save()
    return place


@pytest.fixture
def places(association: Association) -> tuple[Municipality, Municipality]:
    """Police nad Metují and Machov, ten kilometres apart."""
    first, second = members(association)
    found = rename(first, "Police nad Metují", 50.537, 16.233), rename(second, "Machov", 50.5, 16.28)
    index_members(association.site_id)
    return found


@pytest.mark.spec("S1")
@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Police nad Metují", [("police", "metují"), ("police",)]),
        ("Nový Bydžov", [("nový", "bydžov")]),
        ("Hradec Králové", [("hradec", "králové"), ("hradec",)]),
        ("Provodov-Šonov", [("provodov", "šonov"), ("provodov",), ("šonov",)]),
        ("Machov", [("machov",)]),
    ],
)
def test_a_municipality_is_called_in_full_or_in_short(name: str, ways: list[tuple[str, ...]]) -> None:
    assert list(short_names(name)) == ways


@pytest.mark.spec("S1", "DIR-1")
@pytest.mark.parametrize(
    "query",
    ["školka polici", "skolka v polici nad metuji", "Police školka", "školka Police nad Metují", "skolka plice"],
)
def test_a_municipality_in_the_question_comes_first(
    association: Association, places: tuple[Municipality, Municipality], query: str
) -> None:
    make_service(association, name="Mateřská škola Amálka", kind="nursery_school", municipality=places[1])
    make_service(association, name="Mateřská škola Zvoneček", kind="nursery_school", municipality=places[0])
    found = ask(query, [association.site])
    assert found.municipality is not None
    assert found.municipality.name == "Police nad Metují"
    assert [service.name for service in found.services] == ["Mateřská škola Zvoneček", "Mateřská škola Amálka"]


def test_what_is_in_the_municipality_comes_before_what_serves_it_and_then_the_nearest(
    association: Association, neighbour: Association, places: tuple[Municipality, Municipality]
) -> None:
    police, machov = places
    far = rename(members(neighbour)[0], "Dálava", 50.9, 16.9)
    make_service(association, name="Knihovna A daleko", municipality=far)
    make_service(association, name="Knihovna B tam a slouží", municipality=far, served=[machov])
    make_service(association, name="Knihovna C blízko", municipality=police)
    make_service(association, name="Knihovna D v Machově", municipality=machov)
    make_service(association, name="Muzeum", kind="museum", municipality=machov, subject="Bývalá knihovna.")
    assert names(association, "knihovna Machov") == [
        "Knihovna D v Machově",
        "Knihovna B tam a slouží",
        "Knihovna C blízko",
        "Knihovna A daleko",
        "Muzeum",
    ]


def test_a_member_without_such_a_service_shows_the_nearest(
    association: Association, places: tuple[Municipality, Municipality]
) -> None:
    make_service(association, name="Pošta Police", kind="post_office", municipality=places[0])
    found = ask("pošta v Machově", [association.site])
    assert (found.municipality and found.municipality.name) == "Machov"
    assert [service.name for service in found.services] == ["Pošta Police"]


def test_the_name_of_a_municipality_alone_asks_for_all_that_is_there(
    association: Association, places: tuple[Municipality, Municipality]
) -> None:
    make_service(association, name="Pošta", kind="post_office", municipality=places[0])
    make_service(association, name="Kino", kind="cinema", municipality=places[1])
    assert names(association, "machov") == ["Kino"]


def test_a_word_for_a_kind_is_no_part_of_a_municipalitys_name(
    association: Association, places: tuple[Municipality, Municipality]
) -> None:
    make_service(association, name="Obvodní oddělení", kind="state_police", municipality=places[1])
    make_service(association, name="Knihovna", municipality=places[0])
    found = ask("policie", [association.site])
    assert found.municipality is None
    assert found.services[0].name == "Obvodní oddělení"


@pytest.mark.spec("DIR-1")
def test_a_place_is_found_under_the_names_and_kinds_of_its_parts(association: Association) -> None:
    service = ServiceFactory.create(association=association, name="Základní škola", kind=kind("primary_school"))
    service.contacts = [ServiceContact(kind="phone", value="+420491000101")]
    service.parts = [
        ServicePart(kind=kind("nursery_school"), name="Školka Sluníčko"),
        ServicePart(kind=kind("school_canteen")),
    ]
    publish_service(service=service)
    for query in ("školní jídelna", "obědy", "sluníčko", "mateřská škola", "slunicko"):
        assert names(association, query) == ["Základní škola"], query


def test_a_question_that_is_a_kinds_name_prefers_that_kind(association: Association) -> None:
    make_service(association, name="Mateřská škola", kind="nursery_school")
    make_service(association, name="Základní škola", kind="primary_school")
    assert names(association, "škola") == ["Základní škola", "Mateřská škola"]
    assert names(association, "mš")[0] == "Mateřská škola"


def test_closed_services_and_drafts_are_not_found(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    Service.objects.filter(pk=service.pk).update(closed_on="2020-01-01")
    ServiceFactory.create(association=association, name="Knihovna v konceptu")
    assert names(association, "knihovna") == []


def test_words_that_stand_nowhere_are_left_out_and_named(association: Association) -> None:
    make_service(association, name="Knihovna")
    found = ask("knihovna qwertz", [association.site])
    assert [service.name for service in found.services] == ["Knihovna"]
    assert (found.left_out, found.is_loosened) == (("qwertz",), True)
    assert names(association, "knihovna qwertz", literal=True) == []
    assert names(association, "qwertz") == []


def test_when_nothing_holds_all_words_all_but_one_are_enough(association: Association) -> None:
    make_service(association, name="Knihovna", subject="Časopisy")
    make_service(association, name="Kino", kind="cinema")
    found = ask("knihovna kino", [association.site])
    assert not found.hits.exists()
    looser = found.loosened()
    assert looser is not None
    assert {service.name for service in looser.services} == {"Knihovna", "Kino"}
    assert looser.loosened() is None
    assert ask("knihovna", [association.site]).loosened() is None


def test_adjectives_meet_their_nouns(association: Association) -> None:
    make_service(association, name="MUDr. Novák", kind="gp", subject="")
    assert names(association, "lékařská péče") == ["MUDr. Novák"]


def test_little_words_and_what_every_page_says_do_not_matter(association: Association) -> None:
    make_service(association, name="Knihovna")
    assert names(association, "kde je telefon na knihovnu a otevírací doba") == ["Knihovna"]


def test_no_question_finds_nothing(association: Association) -> None:
    make_service(association, name="Knihovna")
    assert not ask("", [association.site])
    assert not ask("…", [association.site])
    assert not ask("knihovna", [])
    assert ask("knihovna", [association.site])


@pytest.mark.parametrize("query", ["služba", "sluzba 7", "služb Hořice", "slxžba", "nic takového", "služba qwertz"])
def test_asking_takes_one_query_whatever_is_asked(
    association: Association, assert_same_queries: Callable[..., int], query: str
) -> None:
    make_many(association, 3)
    count = assert_same_queries(
        lambda: ask(query, [association.site]), lambda: make_many(association, 60, start=3), at_most=1
    )
    assert count == 1


def test_rebuilding_drops_words_no_service_holds(association: Association) -> None:
    service = make_service(association, name="Prastaré vetešnictví")
    assert ask("vetešnictbí", [association.site]).correction
    service.name = "Knihovna"
    publish_service(service=service)
    rebuild()
    assert ask("vetešnictbí", [association.site]).correction == ""
    assert ask("kihovna", [association.site]).correction == "knihovna"


@pytest.mark.spec("NET-1", "S1")
def test_the_unions_search_says_where_and_leads_into_one_association(
    association: Association, neighbour: Association
) -> None:
    index_members(association.site_id)
    make_service(association, name="Knihovna Hořice")
    make_service(neighbour, name="Knihovna Cerekvice")
    make_service(neighbour, name="Čítárna", municipality=members(neighbour)[1])
    provider = next(provider for provider in search_providers() if provider.name == "services")
    hits = provider.find("kihovna hořicích", [association.site, neighbour.site], 5)
    assert isinstance(hits, SearchHits)
    assert hits[0].title == "Knihovna Hořice"
    assert hits[0].association_name == association.short_name
    assert "knihovna" in hits.note
    assert [(one.label, one.count) for one in hits.narrower] == [(neighbour.short_name, 2), (association.short_name, 1)]
    assert hits.narrower[0].url == "http://dolni.localhost/sluzby/?q=kihovna+ho%C5%99ic%C3%ADch"
