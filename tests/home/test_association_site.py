"""An association's public pages: they stand empty, say what they should, and cost the same however much there is."""

import gzip
from collections.abc import Callable
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.tenancy.models import Association, Mandate, Membership

from .factories import add_members, add_page, make_municipality, text

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

PATHS = (
    "/",
    "/obce/",
    "/o-svazku/",
    "/hledat/",
    "/hledat/?q=nic",
    "/prohlaseni-o-pristupnosti/",
    "/ochrana-osobnich-udaju/",
)
ENGLISH_PATHS = (
    "/en/", "/en/municipalities/", "/en/about-us/", "/en/search/", "/en/accessibility-statement/", "/en/privacy/",
)  # fmt: skip


class Headings(HTMLParser):
    """Collects the levels of headings in the order they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))


def get(client: Client, association: Association, path: str = "/") -> Any:
    return client.get(path, headers={"host": association.site.hostname})


def html(client: Client, association: Association, path: str = "/") -> str:
    response = get(client, association, path)
    assert response.status_code == 200, path
    return str(response.content.decode())


@pytest.mark.parametrize("path", PATHS + ENGLISH_PATHS)
def test_a_newly_made_site_has_all_its_pages(client: Client, dso_a: Association, path: str) -> None:
    page = html(client, dso_a, path)
    assert page.count("<h1") == 1
    headings = Headings()
    headings.feed(page.split("<main")[1].split("</main>")[0])
    assert headings.levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(headings.levels, headings.levels[1:], strict=False))


def test_a_site_without_members_says_so(client: Client, dso_a: Association) -> None:
    dso_a.memberships.all().delete()
    assert "Zatím žádné obce" in html(client, dso_a, "/obce/")
    assert "Členské obce</h2>" not in html(client, dso_a)


def test_the_home_page_begins_with_the_search_for_services(client: Client, dso_a: Association) -> None:
    page = html(client, dso_a)
    assert page.index("Co potřebujete vyřídit?") < page.index('role="search"')


@pytest.mark.on_both
def test_members_stand_in_czech_order_and_only_todays(client: Client, dso_a: Association) -> None:
    dso_a.memberships.all().delete()
    today = timezone.localdate()
    for name, joined, left in (
        ("Chrudim", date(2016, 1, 1), None),
        ("Hradec", date(2016, 1, 1), None),
        ("Čáslav", date(2016, 1, 1), None),
        ("Cidlina", date(2016, 1, 1), None),
        ("Bývalá", date(2016, 1, 1), today),
        ("Budoucí", today + timedelta(days=1), None),
    ):
        Membership.objects.create(
            association=dso_a, municipality=make_municipality(name=name), joined_on=joined, left_on=left
        )
    page = html(client, dso_a, "/obce/").split("<main")[1]
    places = [page.index(f">{name}<") for name in ("Cidlina", "Čáslav", "Hradec", "Chrudim")]
    assert places == sorted(places)
    assert "Bývalá" not in page
    assert "Budoucí" not in page


def test_a_municipality_is_represented_by_who_is_in_office_today(client: Client, dso_a: Association) -> None:
    municipality = dso_a.municipalities.first()
    assert municipality is not None
    today = timezone.localdate()
    for name, start, end in (("Bývalý", date(2018, 11, 1), today), ("Nynější", today, None)):
        Mandate.objects.create(
            municipality=municipality, person_name=name, email="obec@example.org", valid_from=start, valid_until=end
        )
    page = html(client, dso_a, "/obce/")
    assert "Nynější" in page
    assert "Bývalý" not in page


def test_every_place_of_the_map_is_in_the_list_too(client: Client, dso_a: Association) -> None:
    page = html(client, dso_a, "/obce/")
    for municipality in dso_a.municipalities.all():
        assert f'data-name="{municipality.name}"' in page
        assert f'id="obec-{municipality.pk}"' in page
    assert "aria-hidden" in page.split('class="map"')[1][:40]


def test_an_unknown_host_gets_a_plain_404(client: Client, dso_a: Association) -> None:
    response = client.get("/", headers={"host": "nikdo.localhost"})
    assert response.status_code == 404
    assert dso_a.name not in response.content.decode()


def test_the_language_switch_leads_to_the_same_page(client: Client, dso_a: Association) -> None:
    assert 'href="/en/municipalities/"' in html(client, dso_a, "/obce/")
    assert 'href="/obce/"' in html(client, dso_a, "/en/municipalities/")


def test_an_untranslated_page_is_shown_in_czech_with_a_mark(client: Client, dso_a: Association) -> None:
    add_page(dso_a, "stanovy", "Stanovy svazku", text("<p>Orgánem svazku je valná hromada.</p>"))
    page = html(client, dso_a, "/en/stanovy/")
    assert "valná hromada" in page
    assert "has not been translated yet" in page
    assert "has not been translated yet" not in html(client, dso_a, "/stanovy/")
    assert "has not been translated yet" not in html(client, dso_a, "/en/about-us/")


def test_the_menu_has_its_order(client: Client, dso_a: Association) -> None:
    menu = html(client, dso_a, "/obce/").split('class="menu__list"')[1].split("</ul>")[0]
    titles = ["Veřejné služby", "Zpravodaj", "Setkání starostů", "Členské obce", "O svazku", "Kontakt"]
    places = [menu.index(f">{title}<") for title in titles]
    assert places == sorted(places)


def test_the_home_page_costs_the_same_with_three_and_three_hundred(
    client: Client, dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    def grow() -> None:
        add_members(dso_a, 300)
        for number in range(20):
            add_page(dso_a, f"stranka-{number}", f"Stránka {number}", show_in_menus=True)

    assert_same_queries(lambda: get(client, dso_a), grow)


def test_the_list_of_members_costs_the_same_with_three_and_three_hundred(
    client: Client, dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    add_members(dso_a, 3)
    assert_same_queries(lambda: get(client, dso_a, "/obce/"), lambda: add_members(dso_a, 297))


def test_the_home_page_is_small(client: Client, dso_a: Association) -> None:
    add_members(dso_a, 60)
    assert len(gzip.compress(get(client, dso_a).content)) <= 6 * 1024
