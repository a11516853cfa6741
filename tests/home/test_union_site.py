"""The Union's home page: the network by region and on the map, and the programme in numbers (NET-1)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from home.models import UnionHomePage
from home.network import (
    REGIONS,
    Totals,
    associations_figure,
    by_region,
    country_totals,
    municipalities_figure,
    network,
    population_figure,
)
from portal.tenancy.models import Association, Membership, Municipality, Union

from .factories import add_members, make_municipality

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture(autouse=True)
def _no_members(union: Union) -> None:
    Membership.objects.all().delete()
    Municipality.objects.all().delete()


def join(association: Association, municipality: Municipality, left_on: date | None = None) -> None:
    Membership.objects.create(
        association=association, municipality=municipality, joined_on=date(2016, 1, 1), left_on=left_on
    )


def load_national_table(each_region: int = 2) -> None:
    for region in range(REGIONS):
        for _number in range(each_region):
            make_municipality(region_code=f"CZ{region:03d}", population=1000)


def page(client: Client, union: Union, path: str = "/") -> str:
    response = client.get(path, headers={"host": union.site.hostname})
    assert response.status_code == 200
    return str(response.content.decode()).replace("\xa0", " ")


@pytest.mark.on_both
@pytest.mark.spec("NET-1")
def test_each_municipality_is_counted_once_and_only_while_a_member(dso_a: Association, dso_b: Association) -> None:
    shared, alone, former = (make_municipality(population=people) for people in (100, 20, 3))
    join(dso_a, shared)
    join(dso_b, shared)
    join(dso_b, alone)
    join(dso_a, former, left_on=timezone.localdate())
    assert municipalities_figure().value == 2
    assert population_figure().value == 120
    assert associations_figure().value == Association.objects.count()


@pytest.mark.spec("NET-1")
def test_shares_are_of_the_written_totals_until_the_national_table_is_there(dso_a: Association, union: Union) -> None:
    UnionHomePage.objects.update(municipalities_total=4, population_total=400)
    join(dso_a, make_municipality(population=100))
    assert country_totals() == Totals(4, 400)
    assert municipalities_figure().share == 0.25
    assert population_figure().share == 0.25


@pytest.mark.spec("NET-1")
def test_the_national_table_is_counted_without_military_districts(dso_a: Association) -> None:
    load_national_table(each_region=2)
    make_municipality(region_code="CZ000", population=7, status=Municipality.Status.MILITARY)
    join(dso_a, Municipality.objects.exclude(status=Municipality.Status.MILITARY).first())  # type: ignore[arg-type]
    assert country_totals() == Totals(2 * REGIONS, 2 * REGIONS * 1000)
    assert municipalities_figure().share == pytest.approx(1 / (2 * REGIONS))


@pytest.mark.spec("NET-1")
def test_the_numbers_are_on_the_page(client: Client, union: Union, dso_a: Association) -> None:
    for population in (10_000, 500):
        join(dso_a, make_municipality(population=population))
    shown = page(client, union)
    assert "Program v číslech" in shown
    assert "10 500" in shown
    assert "z 6 254" in shown
    assert "0,03 %" in shown


def test_associations_stand_under_the_region_of_most_members(dso_a: Association, dso_b: Association) -> None:
    for region in ("Zlínský kraj", "Zlínský kraj", "Jihomoravský kraj"):
        join(dso_a, make_municipality(region_name=region))
    regions = dict(by_region(network()))
    assert [entry.association for entry in regions["Zlínský kraj"]] == [dso_a]
    assert dso_b in [entry.association for entry in regions[""]]
    assert list(regions)[-1] == ""


def test_an_association_lies_in_the_middle_of_its_members(dso_a: Association) -> None:
    join(dso_a, make_municipality(latitude=50.0, longitude=16.0))
    join(dso_a, make_municipality(latitude=51.0, longitude=17.0))
    join(dso_a, make_municipality(latitude=None, longitude=None))
    entry = next(entry for entry in network() if entry.association == dso_a)
    assert (entry.latitude, entry.longitude, entry.member_count) == (50.5, 16.5, 3)


def test_the_list_leads_to_each_site(client: Client, union: Union, dso_a: Association, dso_b: Association) -> None:
    shown = page(client, union)
    for association in (dso_a, dso_b):
        assert f'href="{association.site.root_url}"' in shown
        assert association.name in shown


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/hledat/", "/en/search/", "/prohlaseni-o-pristupnosti/", "/en/privacy/"]
)
def test_the_unions_site_has_all_its_pages(client: Client, union: Union, path: str) -> None:
    assert page(client, union, path).count("<h1") == 1


def test_the_page_costs_the_same_with_three_and_three_hundred_members(
    client: Client, union: Union, dso_a: Association, assert_same_queries: Callable[..., int]
) -> None:
    add_members(dso_a, 3)
    assert_same_queries(lambda: page(client, union), lambda: add_members(dso_a, 297))


def test_a_membership_of_tomorrow_does_not_count_yet(dso_a: Association) -> None:
    Membership.objects.create(
        association=dso_a, municipality=make_municipality(), joined_on=timezone.localdate() + timedelta(days=1)
    )
    assert municipalities_figure().value == 0
