"""The list: search, filters with true counts, pages, and a constant number of queries."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from portal.tenancy.models import Association
from services_directory.enums import Scope
from services_directory.listing import LIST_PAGE, Choice, Listing, directory_listing
from services_directory.models import Service

from .factories import ServiceFactory, kind, make_many, make_service, members


def names(listing: Listing) -> list[str]:
    return [result.service.name for result in listing.results]


def count_of(choices: list[Choice] | tuple[Choice, ...], label: str) -> int:
    return next((choice.count for choice in choices if choice.label == label), 0)


@pytest.mark.spec("S1")
def test_services_stand_in_czech_order(association: Association, site_client: Client) -> None:
    for name in ("Zubař", "Chata", "Hospoda", "Čítárna", "Cukrárna", "Škola", "Sokolovna"):
        make_service(association, name=name)
    page = site_client.get("/sluzby/").content.decode()
    expected = ["Cukrárna", "Čítárna", "Hospoda", "Chata", "Sokolovna", "Škola", "Zubař"]
    assert sorted(expected, key=page.index) == expected
    assert "7 služeb" in page


@pytest.mark.parametrize(("count", "text"), [(0, "0 služeb"), (1, "1 služba"), (3, "3 služby")])
def test_the_number_of_services_is_good_czech(
    association: Association, site_client: Client, count: int, text: str
) -> None:
    make_many(association, count)
    assert text in site_client.get("/sluzby/").content.decode()


def test_an_empty_directory_says_what_to_do(association: Association, site_client: Client) -> None:
    page = site_client.get("/sluzby/").content.decode()
    assert "Přehled služeb se připravuje" in page
    assert 'rel="next"' not in page


def test_a_search_without_results_offers_a_way_on(association: Association, site_client: Client) -> None:
    make_many(association, 3)
    page = site_client.get("/sluzby/", {"q": "velbloud"}).content.decode()
    assert "Nic jsme nenašli" in page
    assert 'href="/sluzby/"' in page
    assert 'value="velbloud"' in page


def test_pages_of_three_hundred_results(association: Association, site_client: Client) -> None:
    make_many(association, 300)
    seen: list[str] = []
    address: str | None = "/sluzby/"
    while address:
        page = site_client.get(address)
        seen += [result.service.name for result in page.context["listing"].results]
        html = page.content.decode()
        address = f"/sluzby/?page={page.context['listing'].page.number + 1}" if 'rel="next"' in html else None
    assert len(seen) == 300
    assert seen == sorted(seen)


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "1.5", ""])
def test_a_wrong_number_of_a_page_shows_some_page(association: Association, site_client: Client, page: str) -> None:
    make_many(association, LIST_PAGE + 1)
    assert site_client.get("/sluzby/", {"page": page}).status_code == 200


def test_each_result_is_a_link_in_its_own_item(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna Hořice")
    html = site_client.get("/sluzby/", {"q": "knihovne"}).content.decode()
    item = html[html.index('<li class="result">') : html.index("</li>", html.index('<li class="result">'))]
    assert f'href="/sluzby/{service.slug}/"' in item
    assert 'href="tel:+420491000101"' in item


@pytest.mark.spec("D3")
def test_a_service_is_found_under_the_municipality_it_serves(association: Association) -> None:
    horice, zernov = members(association)
    make_service(association, name="Škola v Hořicích", municipality=horice, served=[zernov])
    make_service(association, name="Úřad Hořice", municipality=horice)
    make_service(association, name="Úřad Žernov", municipality=zernov)
    make_service(association, name="Nemocnice", municipality=horice, scope=Scope.REGION)
    under = directory_listing(association.site, {"municipality": zernov.pk})
    assert names(under) == ["Nemocnice", "Škola v Hořicích", "Úřad Žernov"]
    assert under.total == 3
    assert count_of(under.municipality_choices, "Žernov") == 3
    assert count_of(under.municipality_choices, "Hořice") == 3


def test_a_wide_service_with_named_municipalities_serves_only_them(association: Association) -> None:
    horice, zernov = members(association)
    make_service(association, name="Pečovatelská služba", municipality=horice, scope=Scope.ASSOCIATION, served=[horice])
    assert names(directory_listing(association.site, {"municipality": zernov.pk})) == []


@pytest.mark.spec("S3")
def test_filters_and_search_combine_and_their_counts_are_right(association: Association) -> None:
    horice, zernov = members(association)
    make_service(association, name="Základní škola", kind="primary_school", municipality=horice)
    make_service(association, name="Mateřská škola", kind="nursery_school", municipality=zernov)
    make_service(association, name="Městská knihovna", kind="public_library", municipality=horice)
    ServiceFactory.create(association=association, name="Škola v přípravě", kind=kind("primary_school"))
    everything = directory_listing(association.site, {})
    assert everything.total == 3
    schools = next(choice for choice in everything.kind_choices if choice.value == "education")
    assert (schools.count, [(child.value, child.count) for child in schools.children]) == (
        2,
        [("nursery_school", 1), ("primary_school", 1)],
    )
    both = directory_listing(association.site, {"kind": "education", "municipality": horice.pk, "q": "škola"})
    assert names(both) == ["Základní škola"]
    assert count_of(both.municipality_choices, "Žernov") == 1
    assert [chip.remove for chip in both.chips] == [
        f"?kind=education&municipality={horice.pk}",
        f"?q=%C5%A1kola&municipality={horice.pk}",
        "?q=%C5%A1kola&kind=education",
    ]
    for choice in both.municipality_choices:
        chosen = directory_listing(association.site, {"kind": "education", "municipality": choice.value, "q": "škola"})
        assert chosen.total == choice.count == len(chosen.results)


def test_unknown_values_in_the_address_are_left_out(association: Association, site_client: Client) -> None:
    make_many(association, 3)
    answer = site_client.get("/sluzby/", {"kind": "nothing", "municipality": "999999", "q": " \x00 "})
    assert answer.status_code == 200
    assert answer.context["listing"].total == 3
    assert answer.context["listing"].chips == []


def test_drafts_and_other_associations_are_not_listed(
    association: Association, neighbour: Association, site_client: Client
) -> None:
    make_service(neighbour, name="Cizí knihovna")
    ServiceFactory.create(association=association, name="Koncept")
    html = site_client.get("/sluzby/").content.decode()
    assert "Cizí knihovna" not in html
    assert "Koncept" not in html


def test_the_list_makes_the_same_queries_for_3_and_300_services(
    association: Association, site_client: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 4)
    addresses = [f"/sluzby/{query}" for query in ("", "?q=sluzba", "?kind=education", "?q=sluzba&kind=library")]
    assert_same_queries(
        {address: partial(site_client.get, address) for address in addresses},
        lambda: make_many(association, 300, start=4),
        at_most=CHROME_QUERIES + 5,
    )


def test_the_directory_itself_asks_at_most_five_times(
    association: Association, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 4)

    def look() -> None:
        listing = directory_listing(
            association.site, {"q": "služba", "kind": "library", "municipality": members_codes[0]}
        )
        assert listing.results
        assert listing.kind_choices
        assert listing.municipality_choices

    members_codes = [place.pk for place in members(association)]
    assert_same_queries(look, lambda: make_many(association, 300, start=4), at_most=5)


CHROME_QUERIES = 1
"""What the site's frame asks: whether it is still true."""


def test_the_english_list_has_english_kinds(association: Association, site_client: Client) -> None:
    make_service(association, name="Knihovna", kind="public_library")
    html = site_client.get("/en/services/").content.decode()
    assert "1 service" in html
    assert "Public library" in html
    assert Service.objects.get().name in html
