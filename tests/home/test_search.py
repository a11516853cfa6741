"""The search page: own tree only, diacritics aside, live and public pages only; the Union searches all."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.core import search
from portal.core.search import SearchHit
from portal.tenancy.models import Association, Union

from .factories import add_page, text

pytestmark = pytest.mark.django_db


def found(client: Client, host: str, query: str, path: str = "/hledat/") -> str:
    response = client.get(path, {"q": query}, headers={"host": host})
    assert response.status_code == 200
    return str(response.content.decode())


def titles(page: str) -> list[str]:
    return [part.split(">", 2)[2].split("<")[0] for part in page.split('class="result__title"')[1:]]


@pytest.mark.parametrize("query", ["přístupnost", "pristupnost", "PŘÍSTUPNOSTI", "prohlaseni o pristupnosti"])
def test_diacritics_and_letter_case_do_not_matter(client: Client, dso_a: Association, query: str) -> None:
    assert titles(found(client, dso_a.site.hostname, query))[0].replace("\xa0", " ") == "Prohlášení o přístupnosti"


def test_words_in_the_body_are_found(client: Client, dso_a: Association) -> None:
    add_page(dso_a, "odpady", "Svoz", text("<p>Popelnice vyvážíme ve středu.</p>"))
    assert "Svoz" in titles(found(client, dso_a.site.hostname, "popelnice"))
    assert "Svoz" in titles(found(client, dso_a.site.hostname, "popelnici"))


def test_every_word_must_be_there(client: Client, dso_a: Association) -> None:
    add_page(dso_a, "odpady", "Svoz", text("<p>Popelnice vyvážíme ve středu.</p>"))
    assert titles(found(client, dso_a.site.hostname, "popelnice zelené")) == []


def test_another_associations_pages_are_never_found(client: Client, dso_a: Association, dso_b: Association) -> None:
    add_page(dso_b, "tajemstvi", "Cizí hrad", text("<p>Pověst o hradu</p>"))
    page = found(client, dso_a.site.hostname, "hrad")
    assert titles(page) == []
    assert dso_b.name not in page.split("<main")[1].split("</main>")[0]


def test_drafts_and_private_pages_are_not_found(client: Client, dso_a: Association) -> None:
    draft = add_page(dso_a, "koncept", "Kolotoč koncept")
    draft.unpublish()
    private = add_page(dso_a, "vnitrni", "Kolotoč vnitřní")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert titles(found(client, dso_a.site.hostname, "kolotoč")) == []


def test_english_pages_are_found_in_english_only(client: Client, dso_a: Association) -> None:
    assert "Privacy" in " ".join(titles(found(client, dso_a.site.hostname, "privacy", "/en/search/")))
    assert titles(found(client, dso_a.site.hostname, "privacy")) == []


def test_the_union_searches_all_sites_and_names_them(
    client: Client, union: Union, dso_a: Association, dso_b: Association
) -> None:
    add_page(dso_a, "lavka", "Lávka přes potok")
    add_page(dso_b, "lavka", "Lávka u mlýna")
    page = found(client, union.site.hostname, "lavka")
    assert {title.replace("\xa0", " ") for title in titles(page)} == {"Lávka přes potok", "Lávka u mlýna"}
    plain = page.replace("\xa0", " ")
    assert dso_a.name in plain
    assert dso_b.name in plain
    assert f'href="http://{dso_b.site.hostname}/lavka/"' in page


def test_nothing_found_says_what_to_do(client: Client, dso_a: Association) -> None:
    page = found(client, dso_a.site.hostname, "qwertzuiop")
    assert "jsme nic nenašli" in page
    assert "Zkuste kratší" in page


@pytest.mark.parametrize(
    "query", ["", "   ", "%", "'; DROP TABLE", "*" * 500, "<script>alert(1)</script>", "a:b AND (c"]
)
def test_any_query_is_answered(client: Client, dso_a: Association, query: str) -> None:
    assert "<script>alert" not in found(client, dso_a.site.hostname, query)


def test_a_long_group_is_shown_page_by_page(
    client: Client, dso_a: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(query: str, sites: Any, limit: int) -> list[SearchHit]:
        return [SearchHit(f"Výsledek {number}", f"/{number}/", "Zkouška") for number in range(min(limit, 45))]

    monkeypatch.setattr(search, "_providers", {})
    search.register_search_provider("many", "Zkušební", many)
    host = dso_a.site.hostname
    overview = found(client, host, "nic")
    assert len(titles(overview)) == 5
    assert "in=many" in overview
    second = client.get("/hledat/", {"q": "nic", "in": "many", "page": 2}, headers={"host": host}).content.decode()
    assert titles(second)[0].replace("\xa0", " ") == "Výsledek 20"
    assert 'rel="next"' in second


def test_a_group_nobody_knows_is_left_aside(client: Client, dso_a: Association) -> None:
    response = client.get("/hledat/", {"q": "pristupnost", "in": "nic"}, headers={"host": dso_a.site.hostname})
    assert "Prohlášení" in response.content.decode()
