"""The same list on a map and from A to Z."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.tenancy.models import Association
from services_directory.listing import directory_listing
from services_directory.listing.alphabet import DIGITS, LETTERS
from services_directory.listing.points import MOST_POINTS

from ..tenancy.factories import MunicipalityFactory
from .factories import make_many, make_service, members


def main(client: Client, address: str) -> str:
    html: str = client.get(address).content.decode()
    return html[html.index("<main") : html.index("</main>")]


def letters(association: Association, **asked: Any) -> dict[str, str]:
    listing = directory_listing(association.site, {"view": "az", **asked})
    return {letter.name: letter.address for letter in listing.alphabet.letters}


@pytest.mark.spec("S1")
def test_letters_stand_in_czech_order_and_only_those_with_services_lead_anywhere(
    association: Association, site_client: Client
) -> None:
    for name in ("Chata", "Čítárna", "Cukrárna", "Hospoda", "1. základní škola", "„Žabka“", "Řeznictví"):
        make_service(association, name=name)
    found = letters(association)
    assert list(found) == [DIGITS, *LETTERS]
    assert [letter for letter, address in found.items() if address] == [DIGITS, "C", "Č", "H", "CH", "Ř", "Ž"]
    html = main(site_client, "/sluzby/?view=az")
    headings = dict(re.findall(r'<h3 id="az-([^"]+)">([^<]+)</h3>', html))
    assert headings == {"0": DIGITS, "c0": "C", "c1": "Č", "h0": "H", "h1": "CH", "r1": "Ř", "z1": "Ž"}
    assert list(headings) == ["0", "c0", "c1", "h0", "h1", "r1", "z1"]
    assert 'href="/sluzby/?view=az#az-h1">CH</a>' in html
    assert "<span>Š</span>" in html


@pytest.mark.spec("S1", "S3")
def test_letters_know_the_filters_and_the_page_they_begin_on(association: Association, site_client: Client) -> None:
    make_many(association, 70)
    make_service(association, name="Zubař", kind="primary_school")
    make_service(association, name="Archiv", kind="municipal_office")
    found = letters(association)
    assert found["S"] == "?view=az#az-s0"
    assert found["Z"] == "?view=az&page=2#az-z0"
    assert "Zubař" in main(site_client, "/sluzby/?view=az&page=2")
    assert {letter for letter, address in letters(association, kind="education").items() if address} == {"S", "Z"}
    assert {letter for letter, address in letters(association, q="zubaře").items() if address} == {"Z"}


def test_a_search_from_a_to_z_is_in_alphabetical_order(association: Association) -> None:
    make_service(association, name="Úřad", kind="municipal_office")
    make_service(association, name="Archiv obecního úřadu", kind="public_library")
    listing = directory_listing(association.site, {"view": "az", "q": "úřad"})
    assert [result.service.name for result in listing.results] == ["Archiv obecního úřadu", "Úřad"]
    assert listing.order_label == "Podle abecedy"


def test_the_way_of_showing_is_marked(association: Association, site_client: Client) -> None:
    make_many(association, 3)
    for address, label in (("", "Seznam"), ("?view=map", "Mapa"), ("?view=az", "A–Z")):
        html = main(site_client, f"/sluzby/{address}")
        assert re.findall(r'<a href="[^"]*" aria-current="true">([^<]*)</a>', html) == [label]


@pytest.mark.spec("S3")
def test_the_map_draws_municipalities_that_lead_to_their_services_and_the_list_stays(
    association: Association, site_client: Client
) -> None:
    horice, zernov = members(association)
    zernov.latitude = 50.45
    zernov.save()
    make_service(association, name="Knihovna A", municipality=horice, latitude=50.4, longitude=16.1)
    make_service(association, name="Knihovna B", municipality=horice, latitude=50.41, longitude=16.1)
    make_service(association, name="Knihovna C", municipality=zernov)
    html = main(site_client, "/sluzby/?view=map&kind=library")
    links = dict(re.findall(r'<a href="([^"]*)"><g .*?<text [^>]*>([^<]*)</text></g></a>', html))
    assert links == {
        f"?kind=library&amp;municipality={horice.pk}&amp;view=map": "Hořice (2)",
        f"?kind=library&amp;municipality={zernov.pk}&amp;view=map": "Žernov (1)",
    }
    assert 'data-points="/sluzby/mapa/?kind=library"' in html
    assert "1 služba na mapě není" in html
    assert [html.count(f">Knihovna\u00a0{letter}<") + html.count(f">Knihovna {letter}<") for letter in "ABC"] == [
        1,
        1,
        1,
    ]


def test_points_of_the_movable_map_obey_the_filters(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna", latitude=50.4000012, longitude=16.1, kind="public_library")
    make_service(association, name="Škola", latitude=50.5, longitude=16.2, kind="primary_school")
    make_service(association, name="Knihovna bez místa", kind="public_library")
    answer = site_client.get("/sluzby/mapa/?kind=library")
    assert answer.json() == {
        "points": [
            {"at": [50.4, 16.1], "name": "Knihovna", "about": "Veřejná knihovna · Hořice", "url": "../knihovna/"}
        ]
    }
    english = site_client.get("/en/services/mapa/?kind=library").json()
    assert english["points"][0]["about"] == "Public library · Hořice"


def test_a_map_has_at_most_so_many_points_and_says_so(
    association: Association, site_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services_directory.listing.points.MOST_POINTS", 5)
    monkeypatch.setattr("services_directory.listing.listing.MOST_POINTS", 5)
    make_many(association, 6)
    assert len(site_client.get("/sluzby/mapa/").json()["points"]) == 5
    assert "Na mapě je prvních 5 služeb" in main(site_client, "/sluzby/?view=map")
    assert MOST_POINTS == 1000


def test_a_municipality_without_a_place_is_left_out_of_the_drawing(
    association: Association, site_client: Client
) -> None:
    place = MunicipalityFactory.create(code="910001", name="Nikde", latitude=None, longitude=None)
    make_service(association, municipality=place)
    html = main(site_client, "/sluzby/?view=map")
    assert "data-points" not in html
    assert "1 služba na mapě není" in html
    assert 'class="result"' in html
