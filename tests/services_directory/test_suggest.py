"""Suggestions while somebody types into the search box."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.tenancy.models import Association
from services_directory.search.index import index_members

from .factories import make_many, make_service, members

ADDRESS = "/sluzby/naseptavac/"


def suggested(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.get(ADDRESS, {"q": query})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["suggestions"]
    return found


@pytest.mark.spec("DIR-1", "S1")
def test_kinds_come_before_services_and_both_lead_somewhere(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Městská knihovna")
    found = suggested(site_client, "knih")
    assert [(one["label"], one["url"]) for one in found] == [
        ("Veřejné knihovny", "?kind=public_library"),
        ("Městská knihovna", f"{service.slug}/"),
    ]
    assert found[1]["detail"] == "Veřejná knihovna · Hořice"
    for one in found:
        assert site_client.get(f"/sluzby/{one['url']}").status_code == 200


def test_synonyms_and_typos_suggest_the_kind(association: Association, site_client: Client) -> None:
    make_service(association, name="MUDr. Zoubek", kind="dentist")
    assert suggested(site_client, "zubař")[0]["label"] == "Zubní lékaři"
    assert suggested(site_client, "zubrař")[0]["label"] == "Zubní lékaři"


@pytest.mark.parametrize("query", ["knihovna hořicích", "knihovna hořice", "knihovna hoři", "knihovna hori"])
def test_a_municipality_narrows_the_kind(association: Association, site_client: Client, query: str) -> None:
    index_members(association.site_id)
    place = members(association)[0]
    make_service(association, name="Městská knihovna", municipality=place)
    found = suggested(site_client, query)
    assert found[0]["label"] == "Veřejné knihovny – Hořice"
    assert found[0]["url"] == f"?kind=public_library&municipality={place.code}"
    assert found[1]["url"] == f"?municipality={place.code}"


def test_kinds_without_services_here_are_not_suggested(association: Association, site_client: Client) -> None:
    make_service(association, name="Městská knihovna")
    assert suggested(site_client, "zubař") == []


@pytest.mark.spec("T1")
def test_other_associations_suggest_nothing(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    make_service(neighbour, name="Tajná knihovna")
    assert suggested(site_client, "tajná") == []
    assert suggested(site_client, "knihovna") == []


def test_little_is_asked_of_the_database_and_the_answer_may_be_kept(
    association: Association, site_client: Client, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    from wagtail.models import Site

    from services_directory.search.suggest import suggest

    make_many(association, 30)
    site = Site.objects.get(pk=association.site_id)
    assert len(queries(lambda: suggest(site, "služba"))) <= 3
    assert queries(lambda: suggest(site, "s")) == []
    answer = site_client.get(ADDRESS, {"q": "služba"})
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.json()["status"] == "6 návrhů"


@pytest.mark.parametrize("query", ["", "x", "\x00\x00", "…", "a" * 5000, "' OR 1=1", '"*'])
def test_any_text_is_answered(association: Association, site_client: Client, query: str) -> None:
    make_service(association, name="Knihovna")
    assert suggested(site_client, query) == []


def test_the_search_box_says_where_suggestions_come_from(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna")
    for address in ("/", "/sluzby/"):
        page = site_client.get(address).content.decode()
        assert 'data-suggest="/sluzby/naseptavac/"' in page, address
