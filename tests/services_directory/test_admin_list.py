"""The list of services in the admin: what it shows, finds, filters, exports and does to several at once."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.log_actions import registry as log_registry

from portal.core.exports import harmless
from portal.tenancy.models import Association
from services_directory.actions import close_service, record_verification
from services_directory.models import RemovedService, SearchEntry, Service, ServiceContact

from .factories import ServiceFactory, make_many, make_service, members

pytestmark = pytest.mark.only_on("postgresql")

NAME = "wagtailsnippets_services_directory_service"
LIST = f"{NAME}:list"


def client_of(user: Any, host: str = "horni.localhost") -> Client:
    client = Client(SERVER_NAME=host)
    client.force_login(user)
    return client


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


def shown(client: Client, **query: Any) -> list[str]:
    """Names of the services in the list, in its order."""
    return [service.name for service in client.get(reverse(LIST), query).context["object_list"]]


def bulk(client: Client, action: str, services: list[Service], **data: Any) -> Any:
    address = reverse("wagtail_bulk_action", args=["services_directory", "service", action])
    query = "&".join(f"id={service.pk}" for service in services)
    return client.post(f"{address}?{query}&next={reverse(LIST)}", data, follow=True)


def test_the_list_shows_what_people_ask_for(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    record_verification(method="phone", service=service)
    closing = make_service(association, name="Škola")
    close_service(service=closing, on=timezone.localdate() + timedelta(days=30))
    ServiceFactory.create(association=association, name="Návrh")
    html = editor.get(reverse(LIST)).content.decode()
    for heading in ("Název", "Druh", "Obec", "Stav", "Úplnost", "Ověřeno", "Změněno"):
        assert heading in html
    for text in ("koncept", "zveřejněno", "20\u00a0%"):
        assert text in html


@pytest.mark.on_both
@pytest.mark.parametrize("typed", ["skola horice", "ŠKOLA", "zakladni", "hořice", "00271560", "Mesto H"])
def test_it_is_searched_without_diacritics_drafts_included(
    association: Association, editor: Client, typed: str
) -> None:
    zernov = members(association)[1]
    named = {"name": "Základní škola", "operator_name": "Město Hořice", "operator_ico": "00271560"}
    ServiceFactory.create(association=association, **named)
    make_service(association, name="Knihovna", municipality=zernov)
    assert shown(editor, q=typed) == ["Základní škola"]


@pytest.mark.on_both
def test_it_is_filtered_by_state_missing_facts_and_access(association: Association, editor: Client) -> None:
    make_service(association, name="Knihovna", lift="yes")
    closed = make_service(association, name="Zrušená")
    close_service(service=closed)
    ServiceFactory.create(association=association, name="Návrh")
    changed = make_service(association, name="Změněná")
    changed.subject = "Nový předmět"
    changed.save_revision()
    bare = make_service(association, name="Bez spojení")
    ServiceContact.objects.filter(service=bare).update(is_internal=True)
    assert shown(editor, state="published") == ["Bez spojení", "Knihovna", "Změněná"]
    assert shown(editor, state="closed") == ["Zrušená"]
    assert shown(editor, state="draft") == ["Návrh"]
    assert shown(editor, state="changes") == ["Změněná"]
    assert shown(editor, missing="contact") == ["Bez spojení", "Návrh"]
    assert shown(editor, access="lift") == ["Knihovna"]
    assert shown(editor, missing="phone", state="published") == ["Bez spojení"]


@pytest.mark.on_both
def test_it_comes_back_in_the_order_chosen_last(association: Association, editor: Client) -> None:
    make_service(association, name="Adrspach")
    make_service(association, name="Zbytek", subject="Více víme.")
    assert shown(editor, ordering="-completeness") == ["Zbytek", "Adrspach"]
    assert shown(editor) == ["Zbytek", "Adrspach"]
    assert shown(editor, ordering="completeness") == ["Adrspach", "Zbytek"]


def test_the_union_filters_by_association(
    association: Association, neighbour: Association, union_admin: Any, editor: Client
) -> None:
    make_service(association, name="Naše")
    make_service(neighbour, name="Jejich")
    union = client_of(union_admin, "localhost")
    assert shown(union) == ["Jejich", "Naše"]
    assert shown(union, association=neighbour.pk) == ["Jejich"]
    assert shown(editor, association=neighbour.pk) == ["Naše"]


@pytest.mark.parametrize("value", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_runs_as_a_formula(association: Association, editor: Client, value: str) -> None:
    make_service(association, name=f"{value} knihovna", subject=value)
    answer = editor.get(reverse(LIST), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv.DictReader(io.StringIO(content, newline=""))
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    answer = editor.get(reverse(LIST), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_numbers_and_phones_are_no_formulas() -> None:
    assert [harmless(value) for value in ("-5,5", "+420 491 000 101", -5, None, "a=b")] == [
        "-5,5", "+420 491 000 101", -5, None, "a=b",
    ]  # fmt: skip


def test_the_list_makes_the_same_queries_for_3_and_45_services(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    make_many(association, 3)
    at_most = 12 + 5  # the admin's frame (decision 36), and its own
    grow = lambda: make_many(association, 45, start=3)  # noqa: E731
    assert_same_queries(lambda: editor.get(reverse(LIST)), grow, at_most=at_most)


# --- Several at once -----------------------------------------------------------------------------------
@pytest.mark.spec("D1")
def test_publishing_several_does_what_it_can_and_says_what_it_refused(
    association: Association, neighbour: Association, editor: Client
) -> None:
    good = ServiceFactory.create(association=association, name="Knihovna")
    good.contacts = [ServiceContact(kind="phone", value="+420491000101")]
    good.save()
    bare = ServiceFactory.create(association=association, name="Bez kontaktu")
    foreign = ServiceFactory.create(association=neighbour, name="Cizí")
    answer = bulk(editor, "publish", [good, bare, foreign])
    assert set(Service.objects.filter(live=True)) == {good}
    assert [entry.service_id for entry in SearchEntry.objects.all()] == [good.pk]
    html = answer.content.decode()
    assert "Bez kontaktu: Chybí: alespoň jeden veřejný kontakt" in html
    assert "Zveřejněna 1 služba" in html
    assert "Cizí" not in html


def test_publishing_several_takes_the_newest_version(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    service.subject = "Nový předmět"
    service.save_revision()
    bulk(editor, "publish", [service])
    assert Service.objects.get().subject == "Nový předmět"


def test_unpublishing_and_closing_several(association: Association, editor: Client, editor_a: Any) -> None:
    first, second = make_service(association, name="Jedna"), make_service(association, name="Dvě")
    bulk(editor, "unpublish", [first])
    assert not Service.objects.get(pk=first.pk).live
    assert RemovedService.objects.get().uid == first.uid
    answer = bulk(editor, "close", [first, second], closed_on="2026-06-30")
    assert "Jedna: Zrušit lze jen zveřejněnou službu." in answer.content.decode()
    assert str(Service.objects.get(pk=second.pk).closed_on) == "2026-06-30"
    assert log_registry.get_logs_for_instance(second)[0].user == editor_a
    assert "Zadejte platné datum" in bulk(editor, "close", [second], closed_on="včera").content.decode()


# --- Off the site, and deleted --------------------------------------------------------------------------
def test_unpublishing_in_the_admin_keeps_everything_in_step(association: Association, editor: Client) -> None:
    service = make_service(association, name="Knihovna")
    address = reverse(f"{NAME}:unpublish", args=[service.pk])
    assert "Zrušení" in editor.get(address).content.decode()
    editor.post(address)
    assert not Service.objects.get().live
    assert not SearchEntry.objects.exists()
    assert RemovedService.objects.get().uid == service.uid
    assert editor.get(f"/sluzby/{service.slug}/").status_code == 404


@pytest.mark.parametrize("way", ["view", "bulk"])
def test_only_a_manager_deletes_what_has_been_public(
    association: Association, editor_a: Any, manager_a: Any, way: str
) -> None:
    service = make_service(association, name="Knihovna")
    Service.objects.filter(pk=service.pk).update(live=False)
    draft = ServiceFactory.create(association=association, name="Návrh")

    def delete(client: Client, row: Service) -> None:
        if way == "bulk":
            bulk(client, "delete", [row])
        else:
            client.post(reverse(f"{NAME}:delete", args=[row.pk]))

    delete(client_of(editor_a), service)
    delete(client_of(editor_a), draft)
    assert list(Service.objects.all()) == [service]
    html = client_of(editor_a).get(reverse(LIST)).content.decode()
    assert reverse(f"{NAME}:delete", args=[service.pk]) not in html
    delete(client_of(manager_a), service)
    assert not Service.objects.exists()
    assert [removed.uid for removed in RemovedService.objects.all()] == [service.uid]
    assert log_registry.get_logs_for_instance(service)[0].action == "wagtail.delete"


def test_before_deleting_the_manager_is_told_of_closing(association: Association, manager_a: Any) -> None:
    service = make_service(association, name="Knihovna")
    html = client_of(manager_a).get(reverse(f"{NAME}:delete", args=[service.pk])).content.decode()
    assert "karta Zrušení" in html


def test_the_history_is_in_czech(association: Association, editor: Client, editor_a: Any) -> None:
    service = make_service(association, name="Knihovna")
    record_verification(method="phone", service=service, user=editor_a)
    close_service(service=service, user=editor_a)
    html = editor.get(reverse(f"{NAME}:history", args=[service.pk])).content.decode()
    assert "Ověřeno" in html
    assert "Zrušeno od" in html
