"""How complete the directory is: which facts count, computed by the database, worst first."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.tenancy.models import Association
from services_directory.actions import close_service, record_verification, unpublish_service
from services_directory.completeness import FACTS, counted, missing_facts, shares, with_completeness, without_fact
from services_directory.models import Service, ServiceContact

from .factories import make_many, make_service, members

LIST, SUMMARY = reverse("completeness:index"), reverse("completeness:summary")
pytestmark = [pytest.mark.spec("DIR-2"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def editor(editor_a: Any) -> Client:
    client = Client(SERVER_NAME="horni.localhost")
    client.force_login(editor_a)
    return client


@pytest.fixture
def union(union_admin: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(union_admin)
    return client


def complete(association: Association, **details: Any) -> Service:
    """A service of which everything is known."""
    photo = get_image_model().objects.create(
        title="Knihovna", file=get_test_image_file(), collection=association.collection
    )
    service = make_service(
        association,
        **{
            "name": "Úplná knihovna",
            "operator_ico": "00271560",
            "subject": "Půjčuje knihy.",
            "house_number": "12",
            "latitude": 50.36,
            "longitude": 15.63,
            "opening_hours": "Mo 08:00-12:00",
            "barrier_free": "no",
            "photo": photo,
            **details,
        },
    )
    ServiceContact.objects.create(service=service, kind="web", value="https://www.example.org/")
    record_verification(method="phone", service=service)
    return service


def scored(service: Service) -> Any:
    return with_completeness(Service.objects.filter(pk=service.pk)).get()


TAKEN_AWAY = {
    "phone": lambda s: ServiceContact.objects.filter(service=s, kind="phone").delete(),
    "online": lambda s: ServiceContact.objects.filter(service=s, kind="web").delete(),
    "hours": lambda s: Service.objects.filter(pk=s.pk).update(opening_hours=""),
    "subject": lambda s: Service.objects.filter(pk=s.pk).update(subject=""),
    "position": lambda s: Service.objects.filter(pk=s.pk).update(latitude=None, longitude=None),
    "address": lambda s: Service.objects.filter(pk=s.pk).update(house_number=""),
    "body": lambda s: Service.objects.filter(pk=s.pk).update(operator_ico=""),
    "access": lambda s: Service.objects.filter(pk=s.pk).update(barrier_free="unknown"),
    "photo": lambda s: Service.objects.filter(pk=s.pk).update(photo=None),
    "verified": lambda s: Service.objects.filter(pk=s.pk).update(verified_on=None),
}


def test_a_service_of_which_all_is_known_is_complete(association: Association) -> None:
    service = scored(complete(association))
    assert (service.completeness, missing_facts(service)) == (100, [])


@pytest.mark.parametrize("key", [fact.key for fact in FACTS])
def test_each_fact_is_a_tenth_and_can_be_asked_for(association: Association, key: str) -> None:
    service = complete(association)
    other = complete(association, name="Jiná")
    TAKEN_AWAY[key](service)
    assert (scored(service).completeness, [fact.key for fact in missing_facts(scored(service))]) == (90, [key])
    assert list(without_fact(Service.objects.all(), key)) == [service]
    assert scored(other).completeness == 100


@pytest.mark.spec("D2")
def test_an_internal_contact_does_not_count(association: Association) -> None:
    service = complete(association)
    ServiceContact.objects.filter(service=service).update(is_internal=True)
    assert [fact.key for fact in missing_facts(scored(service))] == ["phone", "online"]


def test_only_what_the_public_may_find_counts(association: Association) -> None:
    kept, closed, gone = (complete(association, name=name) for name in ("Jedna", "Dvě", "Tři"))
    close_service(service=closed)
    unpublish_service(service=Service.objects.get(pk=gone.pk))
    assert list(counted(Service.objects.all())) == [kept]


@pytest.mark.on_both
def test_groups_come_worst_first_with_what_is_missing_in_each(association: Association, neighbour: Association) -> None:
    complete(association)
    bare = make_service(neighbour)
    found = shares(Service.objects.all(), "site")
    assert [(share.key, share.services) for share in found] == [(neighbour.site_id, 1), (association.site_id, 1)]
    assert (found[0].percent, found[1].percent) == (scored(bare).completeness, 100)
    assert found[0].missing == {fact.key: int(fact in missing_facts(scored(bare))) for fact in FACTS}


def test_the_list_is_worst_first_and_each_missing_fact_leads_to_its_tab(
    association: Association, neighbour: Association, editor: Client
) -> None:
    good = complete(association)
    bad = make_service(association, name="Neúplná knihovna")
    make_service(neighbour, name="Cizí knihovna")
    shown = editor.get(LIST).content.decode()
    assert shown.index("Neúplná knihovna") < shown.index("Úplná knihovna")
    assert "Cizí" not in shown
    edit = reverse("wagtailsnippets_services_directory_service:edit", args=[bad.pk])
    assert f'<a href="{edit}#tab-hours">otevírací doba</a>' in shown
    editor_page = editor.get(edit).content.decode()
    for fact in FACTS:
        assert f'id="tab-{fact.tab}"' in editor_page
    assert good.name in editor.get(LIST, {"q": "uplna"}).content.decode()


@pytest.mark.on_both
def test_the_list_is_filtered_by_what_is_missing_and_by_municipality(association: Association, editor: Client) -> None:
    complete(association)
    make_service(association, name="Škola", municipality=members(association)[1])
    missing = editor.get(LIST, {"missing": "hours"}).content.decode()
    assert "Škola" in missing
    assert "Úplná knihovna" not in missing
    there = editor.get(LIST, {"municipality": members(association)[0].pk}).content.decode()
    assert "Úplná knihovna" in there
    assert "Škola" not in there


def test_the_export_says_of_each_fact_whether_it_is_known(association: Association, editor: Client) -> None:
    make_service(association, name="=SUM(A1)")
    answer = editor.get(LIST, {"export": "csv"})
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))  # type: ignore[attr-defined]
    assert row["Název"] == "'=SUM(A1)"
    assert (row["veřejný telefon"], row["fotografie"]) == ("ano", "ne")
    assert editor.get(LIST, {"export": "xlsx"}).status_code == 200


def test_the_summary_of_a_centre_goes_by_municipality(
    association: Association, neighbour: Association, editor: Client
) -> None:
    complete(association)
    make_service(association, municipality=members(association)[1])
    make_service(neighbour)
    page = editor.get(SUMMARY)
    shown = page.content.decode()
    assert shown.index("Žernov") < shown.index("Hořice")
    assert neighbour.name not in shown
    assert page.context["whole"].services == 2
    assert f"{LIST}?missing=photo" in shown


def test_the_union_compares_associations_and_looks_into_one(
    association: Association, neighbour: Association, union: Client
) -> None:
    complete(association)
    make_service(neighbour)
    shown = union.get(SUMMARY).content.decode()
    assert shown.index(neighbour.name) < shown.index(association.name)
    inside = union.get(SUMMARY, {"association": neighbour.pk}).content.decode()
    assert "Cerekvice" in inside
    assert "Hořice" not in inside
    listed = union.get(LIST, {"association": neighbour.pk}).content.decode()
    assert neighbour.short_name in listed
    assert "Úplná knihovna" not in listed


def test_an_association_is_not_asked_for_by_another(
    association: Association, neighbour: Association, editor: Client
) -> None:
    make_service(neighbour, name="Cizí knihovna")
    for address in (SUMMARY, LIST):
        shown = editor.get(address, {"association": neighbour.pk}).content.decode()
        assert "Cerekvice" not in shown
        assert "Cizí" not in shown


def test_an_empty_directory_says_so(association: Association, editor: Client) -> None:
    assert "není tedy co doplňovat" in editor.get(SUMMARY).content.decode()
    assert editor.get(LIST).status_code == 200


FRAME = 12
"""Queries of the admin around every page, half of them remembered outside a test's transaction (decision 36)."""


@pytest.mark.parametrize(("address", "own"), [(LIST, 5), (SUMMARY, 2)])
def test_the_same_queries_for_3_and_300_services(
    association: Association, editor: Client, assert_same_queries: Callable[..., int], address: str, own: int
) -> None:
    make_many(association, 3)
    grow = lambda: make_many(association, 297, start=3)  # noqa: E731
    assert_same_queries(lambda: editor.get(address), grow, at_most=FRAME + own)
