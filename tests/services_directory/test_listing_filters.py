"""Filters of the list as a citizen meets them: in the address, without JavaScript, and with a way on from nothing."""

import gzip
import json
import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from portal.core.czech import sort_key
from portal.tenancy.models import Association
from services_directory.demo import DATA
from services_directory.enums import BarrierFree, Scope
from services_directory.hours import PRAGUE
from services_directory.listing import LIST_PAGE, Asked, Listing, View, directory_listing
from services_directory.listing.places import NEAR_KM, NEAREST, Places
from services_directory.models import ServiceKind, ServicePart
from services_directory.search.index import rebuild

from ..tenancy.factories import MunicipalityFactory
from .factories import kind, make_many, make_service, members

WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=PRAGUE)
FRAME_QUERIES = 1
EVERY_FILTER = "?q=slu%C5%BEba&kind=education&municipality={code}&near=1&open=1&access=barrier_free&access=lift"


def names(listing: Listing) -> list[str]:
    return [result.service.name for result in listing.results]


def test_the_address_says_everything_and_reads_back() -> None:
    asked = Asked("škola", True, "education", "570877", True, True, ("barrier_free", "lift"), View.MAP)
    assert asked.address == (
        "?q=%C5%A1kola&literal=1&kind=education&municipality=570877&near=1&open=1"
        "&access=barrier_free&access=lift&view=map"
    )
    read = {name: [value for other, value in asked.filters if other == name] for name, _value in asked.filters}
    assert Asked.read({**read, "view": "map"}) == asked


@pytest.mark.parametrize("value", ["", "2", "yes", "\x00", "map' OR 1"])
def test_nonsense_in_the_address_asks_for_nothing(value: str) -> None:
    read = Asked.read({"near": value, "open": value, "access": [value], "view": value, "literal": value})
    assert read == Asked()


@pytest.mark.spec("S3")
def test_open_now_lists_what_anybody_may_walk_into(association: Association) -> None:
    make_service(association, name="Otevřená", opening_hours="Mo-Fr 08:00-17:00")
    make_service(association, name="Večerní", opening_hours="Mo-Fr 18:00-20:00")
    make_service(association, name="Bez hodin")
    with travel(WEDNESDAY, tick=False):
        listing = directory_listing(association.site, {"open": "1"})
        assert names(listing) == ["Otevřená"]
        assert directory_listing(association.site, {}).choices.open_choice.count == 1
    with travel(datetime(2026, 12, 25, 9, 0, tzinfo=PRAGUE), tick=False):
        make_service(association, name="O svátku zavřená", opening_hours="Mo-Fr 08:00-17:00; PH off")
        assert names(directory_listing(association.site, {"open": "1"})) == ["Otevřená"]


@pytest.mark.spec("D8")
def test_only_a_known_yes_is_found_by_access(association: Association) -> None:
    for access in BarrierFree:
        make_service(association, name=f"Služba {access}", barrier_free=access, lift="yes")
    listing = directory_listing(association.site, {"access": ["barrier_free", "lift", "nothing"]})
    assert names(listing) == ["Služba yes"]
    assert [(choice.value, choice.count) for choice in listing.choices.access_choices] == [
        ("barrier_free", 1),
        ("lift", 1),
    ]


def test_a_closed_service_is_not_listed(association: Association) -> None:
    make_service(association, name="Zavřená", closed_on=date(2026, 11, 25))
    make_service(association, name="Končí zítra", closed_on=date(2026, 11, 26))
    with travel(WEDNESDAY, tick=False):
        assert names(directory_listing(association.site, {})) == ["Končí zítra"]
        assert names(directory_listing(association.site, {"q": "zavřená"})) == []


@pytest.mark.spec("DIR-1")
def test_a_place_is_found_under_its_parts_and_counted_once(association: Association, site_client: Client) -> None:
    school = make_service(association, name="Základní škola", kind="primary_school")
    school.parts = [
        ServicePart(kind=kind("school_canteen"), name="Jídelna U Školy"),
        ServicePart(kind=kind("nursery_school"), sort_order=1),
    ]
    school.save()
    listing = directory_listing(association.site, {"kind": "school_canteen"})
    assert (names(listing), listing.total) == (["Základní škola"], 1)
    (education,) = listing.kind_choices
    assert (education.count, {child.value: child.count for child in education.children}) == (
        1,
        {"primary_school": 1, "school_canteen": 1, "nursery_school": 1},
    )
    html = site_client.get("/sluzby/?kind=school_canteen").content.decode()
    assert "Součástí je: Jídelna U Školy, Mateřská škola" in html


@pytest.mark.spec("S3")
def test_neighbours_are_what_is_near_and_at_least_five_members(association: Association) -> None:
    centre, second = members(association)
    near = MunicipalityFactory.create(code="910001", latitude=50.4, longitude=16.1 + (NEAR_KM - 0.1) / 71.2)
    far = MunicipalityFactory.create(code="910002", latitude=50.4, longitude=16.1 + (NEAR_KM + 0.2) / 70.8)
    nowhere = MunicipalityFactory.create(code="910003", latitude=None, longitude=None)
    second.latitude = 51.0
    second.save()
    places = Places(association.site, [near.pk, far.pk, nowhere.pk])
    assert places.around(centre.pk) == {centre.pk, near.pk, second.pk}, "a member, however far, is among the nearest"
    assert places.around(nowhere.pk) == {nowhere.pk}
    assert NEAREST == 5


@pytest.mark.spec("S3", "D3")
def test_with_neighbours_the_nearest_come_first(association: Association, site_client: Client) -> None:
    horice, zernov = members(association)
    zernov.latitude = 50.45
    zernov.save()
    make_service(association, name="A v Žernově", municipality=zernov, latitude=50.46, longitude=16.1)
    make_service(association, name="B v Žernově", municipality=zernov, latitude=50.42, longitude=16.1)
    make_service(association, name="C v Hořicích", municipality=horice, latitude=50.49, longitude=16.1)
    make_service(association, name="D v Žernově bez místa", municipality=zernov)
    listing = directory_listing(association.site, {"municipality": horice.pk, "near": "1"})
    assert names(listing) == ["C v Hořicích", "B v Žernově", "D v Žernově bez místa", "A v Žernově"]
    assert [result.km and round(result.km, 1) for result in listing.results] == [None, 2.2, 5.6, 6.7]
    html = site_client.get(f"/sluzby/?municipality={horice.pk}&near=1").content.decode()
    assert "Od nejbližších" in html
    assert "2\u00a0km daleko" in html


def test_every_active_filter_has_a_chip_that_removes_only_itself(association: Association) -> None:
    horice = members(association)[0]
    make_many(association, 4)
    address = EVERY_FILTER.format(code=horice.pk)
    asked = {
        "q": "služba", "kind": "education", "municipality": horice.pk, "near": "1", "open": "1",
        "access": ["barrier_free", "lift"],
    }  # fmt: skip
    chips = {chip.label: chip.remove for chip in directory_listing(association.site, asked).chips}
    gone = {
        "„služba“": "q=slu%C5%BEba&",
        "Školy a vzdělávání": "kind=education&",
        "Hořice": f"municipality={horice.pk}&near=1&",
        "a sousední obce": "near=1&",
        "Právě otevřeno": "open=1&",
        "Bezbariérový přístup": "access=barrier_free&",
        "Výtah": "&access=lift",
    }
    assert chips == {label: address.replace(part, "") for label, part in gone.items()}


@pytest.mark.spec("S3")
def test_filters_and_search_are_plain_forms_that_keep_each_other(association: Association, site_client: Client) -> None:
    horice = members(association)[0]
    make_many(association, 60)
    html = site_client.get(f"/sluzby/?q=slu%C5%BEba&municipality={horice.pk}&access=lift&view=az").content.decode()
    search, filters = re.findall(r"<form.*?</form>", html, re.DOTALL)[:2]
    assert 'method="get"' in search
    assert 'method="get"' in filters
    for field in (f'name="municipality" value="{horice.pk}"', 'name="access" value="lift"', 'name="view" value="az"'):
        assert f'<input type="hidden" {field}>' in search
    assert '<input type="hidden" name="q" value="služba">' in filters
    assert '<input type="hidden" name="view" value="az">' in filters
    assert '<button class="btn" type="submit">' in filters


def test_pages_and_views_keep_the_filters(association: Association, site_client: Client) -> None:
    horice = members(association)[0]
    make_many(association, 60)
    html = site_client.get(f"/sluzby/?q=slu%C5%BEba&municipality={horice.pk}").content.decode()
    (following,) = re.findall(r'<a rel="next" href="([^"]*)"', html)
    assert following.replace("&amp;", "&") == f"?q=slu%C5%BEba&municipality={horice.pk}&page=2"
    assert f'href="/sluzby/?q=slu%C5%BEba&amp;municipality={horice.pk}&amp;view=map"' in html
    page_two = site_client.get(f"/sluzby/{following.replace('&amp;', '&')}").content.decode()
    assert "strana 2" in page_two[: page_two.index("</title>")]
    assert page_two.count('class="result"') == 30 - LIST_PAGE


def test_a_search_among_filters_that_finds_nothing_leads_on(association: Association, site_client: Client) -> None:
    horice, zernov = members(association)
    zernov.latitude = 50.41
    zernov.save()
    make_service(association, name="Základní škola", kind="primary_school", municipality=zernov)
    make_service(association, name="Knihovna", municipality=horice)
    html = site_client.get(f"/sluzby/?kind=primary_school&municipality={horice.pk}").content.decode()
    main = html[html.index('class="empty"') : html.index("</main>")]
    assert "Těmto filtrům neodpovídá žádná služba" in main
    assert f'href="/sluzby/?kind=primary_school&amp;municipality={zernov.pk}"' in main
    assert f'href="/sluzby/?kind=primary_school&amp;municipality={horice.pk}&amp;near=1"' in main
    assert f'href="/sluzby/?kind=library&amp;municipality={horice.pk}"' in main


def test_a_search_that_finds_nothing_offers_the_kinds_there_are_and_the_centre(
    association: Association, site_client: Client
) -> None:
    association.phone = "+420491000111"
    association.save()
    make_service(association, name="Knihovna")
    html = site_client.get("/sluzby/?q=velbloud").content.decode()
    main = html[html.index('class="empty"') : html.index("</main>")]
    assert 'href="/sluzby/?kind=library"' in main
    assert 'href="tel:+420491000111"' in main


def test_a_mistyped_search_says_what_it_looked_for(association: Association, site_client: Client) -> None:
    make_service(association, name="Městská knihovna")
    html = site_client.get("/sluzby/?q=knihovan").content.decode()
    assert "Zobrazujeme výsledky pro <b>knihovna</b>" in html
    assert 'href="/sluzby/?q=knihovan&amp;literal=1"' in html
    assert directory_listing(association.site, {"q": "knihovan", "literal": "1"}).total == 0


def test_a_municipality_named_in_the_search_measures_the_distance(association: Association) -> None:
    horice, zernov = members(association)
    zernov.latitude = 50.45
    zernov.save()
    make_service(association, name="Knihovna U Lípy", municipality=zernov)
    make_service(association, name="Knihovna", municipality=horice)
    rebuild()  # the municipalities were renamed by the fixture
    listing = directory_listing(association.site, {"q": "knihovna žernov"})
    assert [(result.service.name, result.km and round(result.km)) for result in listing.results] == [
        ("Knihovna U Lípy", None),
        ("Knihovna", 6),
    ]


def test_any_list_makes_at_most_six_queries_for_3_and_300_services(
    association: Association, site_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 4)
    code = members(association)[0].pk
    asked = [
        "?view=map",
        "?view=az",
        "?q=sluzba&open=1",
        f"?q=sluzba&kind=library&municipality={code}&near=1&access=lift",
        f"?municipality={code}&near=1&view=map",
        "?q=velbloud",
        "?q=slu%C5%BEba+velbloud",
        "?q=z%C3%A1kladn%C3%AD+knihovna&kind=education",
    ]
    # Somebody who only prefetches is not counted among those without an answer, which writes.
    headers = {"Sec-Purpose": "prefetch"}
    assert_same_queries(
        {query: partial(site_client.get, f"/sluzby/{query}", headers=headers) for query in asked},
        lambda: make_many(association, 300, start=4),
        at_most=FRAME_QUERIES + 5,
    )


def test_no_query_of_the_list_is_repeated(
    association: Association, site_client: Client, queries: Callable[..., list[str]]
) -> None:
    make_many(association, 30)
    code = members(association)[0].pk
    address = f"/sluzby/?q=sluzba&municipality={code}&near=1&open=1"
    site_client.get(address)
    made = queries(lambda: site_client.get(address))
    assert len(made) == len(set(made))


def test_a_renamed_and_a_new_kind_show_at_once(association: Association, site_client: Client) -> None:
    library = make_service(association, name="Služba").kind
    assert "Veřejná knihovna" in site_client.get("/sluzby/").content.decode()
    library.name = "Půjčovna knih"
    library.save()
    assert "Půjčovna knih" in site_client.get("/sluzby/").content.decode()
    new = ServiceKind(code="bus", name="Svoz", name_plural="Svozy", parent=library.parent, order=999)
    ServiceKind.objects.bulk_create([new])  # nobody is told
    make_service(association, name="Autobus", kind=new)
    assert "Svoz" in site_client.get("/sluzby/").content.decode()


def real_names() -> list[str]:
    """Names of the demonstration's real places, which don't compress as numbered ones do."""
    names = {
        row["name"] for path in sorted(DATA.glob("*.json")) for row in json.loads(path.read_text(encoding="utf-8"))
    }
    return sorted(names, key=sort_key)


@pytest.mark.only_on("postgresql")
def test_a_full_page_weighs_little(association: Association, site_client: Client) -> None:
    dice = random.Random(1)
    places = [
        MunicipalityFactory.create(code=f"91{n:04d}", name=f"{name.split()[-1]} nad Orlicí {n}", longitude=16 + n / 50)
        for n, name in enumerate(real_names()[:18])
    ]
    kind("public_library")
    kinds = list(ServiceKind.objects.filter(parent__isnull=False))
    for n, name in enumerate(real_names()):
        make_service(
            association,
            name=name,
            kind=kinds[n % len(kinds)],
            municipality=dice.choice(places),
            scope=dice.choice([Scope.MUNICIPALITY, Scope.ASSOCIATION]),
            phone=f"+420491{dice.randrange(10**6):06d}",
            opening_hours=f"Mo-Fr {dice.randrange(6, 9):02d}:00-12:00,13:00-{dice.randrange(14, 18)}:30; PH off",
            verified_on=date(2026, dice.randrange(1, 11), 3) if dice.random() < 0.5 else None,
            barrier_free="yes",
            lift="yes",
        )
    # The longest page: when all are open and say until when.
    with travel(next_monday_morning()):
        for query in ("", "?view=map", "?view=az", "?q=skola"):
            html = site_client.get(f"/sluzby/{query}").content
            assert len(gzip.compress(html)) < 6 * 1024, (query, len(gzip.compress(html)))


def next_monday_morning() -> datetime:
    today = timezone.localtime()
    monday = today + timedelta(days=7 - today.weekday())
    return monday.replace(hour=10, minute=0)
