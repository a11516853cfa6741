"""The log of verifications as people read it: of one entry, of an association, exported (F8); who keeps an entry."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portal.tenancy.models import Association, StaffMember
from services_directory.actions import delete_service, publish_service, record_verification
from services_directory.keeping import put_in_care
from services_directory.models import Service, Verification

from ..factories import make_service
from .proposing import propose

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
INDEX = "verification_log:index"
CHANGES = [{"field": "phones", "label": "Telefon", "old": "+420 491 000 101", "new": "=1+1"}]


def client_of(user: Any, host: str = "horni.localhost") -> Client:
    client = Client(SERVER_NAME=host)
    client.force_login(user)
    return client


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


@pytest.fixture
def library(association: Association) -> Service:
    return make_service(association, name="Knihovna Hořice")


@pytest.fixture
def keeper(association: Association) -> StaffMember:
    return StaffMember.objects.create(site=association.site, name="Eva Dvořáková", position="manažerka")


def verify(service: Service, *, days_ago: int = 0, method: str = "phone", **said: Any) -> Verification:
    day = timezone.localdate() - timedelta(days=days_ago)
    return record_verification(service=service, method=method, on=day, **said)


def entry(service: Service) -> str:
    return reverse("verification_log:entry", args=[service.pk])


def listed(client: Client, **query: Any) -> list[str]:
    return [line.name for line in client.get(reverse(INDEX), query).context["object_list"]]


@pytest.mark.spec("F8")
def test_an_entry_shows_who_verified_it_when_and_how(library: Service, editor: Client, manager_a: Any) -> None:
    verify(library, days_ago=200, method="visit", user=manager_a, told_by="Petr Malý")
    verify(library, days_ago=10, result="corrected", user=manager_a, told_by="Jana Nová", changes=CHANGES)
    propose(library, subject="Jinak.")
    html = editor.get(entry(library)).content.decode()
    for text in ("telefonicky", "návštěvou", str(manager_a), "Petr Malý", "Jana Nová", "=1+1", "Telefon"):
        assert text in html
    assert reverse("service_proposals:inspect", args=[library.proposals.get().pk]) in html
    edit = reverse("wagtailsnippets_services_directory_service:edit", args=[library.pk])
    assert entry(library) in editor.get(edit).content.decode()


@pytest.mark.on_both
@pytest.mark.spec("F8")
def test_the_log_is_filtered_by_method_result_period_and_person(
    association: Association, editor: Client, editor_a: Any, manager_a: Any
) -> None:
    verify(make_service(association, name="Telefonem"), days_ago=40, user=editor_a)
    verify(make_service(association, name="Návštěvou"), method="visit", days_ago=3, user=manager_a)
    verify(make_service(association, name="Marně"), result="unreached", user=manager_a)
    assert listed(editor) == ["Marně", "Návštěvou", "Telefonem"]
    assert listed(editor, method="visit") == ["Návštěvou"]
    assert listed(editor, result="unreached") == ["Marně"]
    assert listed(editor, person=str(editor_a)) == ["Telefonem"]
    week_ago = (timezone.localdate() - timedelta(days=7)).isoformat()
    assert listed(editor, on_from=week_ago) == ["Marně", "Návštěvou"]
    assert listed(editor, on_to=week_ago) == ["Telefonem"]
    assert listed(editor, q="návš") == ["Návštěvou"]


@pytest.mark.spec("F8")
def test_the_log_outlives_the_entry_and_nobody_can_change_it(library: Service, editor: Client) -> None:
    verify(library)
    delete_service(service=library)
    assert listed(editor) == ["Knihovna Hořice"]
    pk = Verification.objects.get().pk
    for action in ("edit", "delete", "inspect", "history"):
        assert editor.get(f"/admin/services_directory/verification/log/{action}/{pk}/").status_code == 404
    assert editor.post(reverse(INDEX), {"note": "x"}).status_code == 405


@pytest.mark.spec("F8")
def test_the_log_is_exported_in_words_and_without_formulas(library: Service, editor: Client, manager_a: Any) -> None:
    verify(library, result="corrected", user=manager_a, told_by="=cmd", changes=CHANGES, note="-2+3+x")
    answer = editor.get(reverse(INDEX), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = csv.DictReader(io.StringIO(content, newline=""))
    assert row["Služba"] == "Knihovna Hořice"
    assert "telefon" in row["Jak"]
    assert "Telefon: +420 491 000 101 → =1+1" in row["Změněno"].replace("\u00a0", " ")
    assert not [cell for cell in row.values() if cell.startswith(("=", "-", "@"))]
    answer = editor.get(reverse(INDEX), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    assert "Knihovna Hořice" in [cell.value for cell in list(sheet.rows)[1]]


def test_an_association_reads_its_own_log_and_the_union_all(
    library: Service, neighbour: Association, editor: Client, union_admin: Any
) -> None:
    foreign = make_service(neighbour, name="Jejich")
    verify(library)
    verify(foreign)
    assert listed(editor) == ["Knihovna Hořice"]
    assert editor.get(entry(foreign)).status_code == 404
    union = client_of(union_admin, "localhost")
    assert sorted(listed(union)) == ["Jejich", "Knihovna Hořice"]
    assert listed(union, association=neighbour.pk) == ["Jejich"]


def test_the_log_takes_the_same_queries_for_a_hundred_lines(
    library: Service, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    def grow(count: int) -> None:
        for n in range(count):
            verify(library, days_ago=n, changes=CHANGES)

    grow(3)
    assert_same_queries(lambda: editor.get(reverse(INDEX)), lambda: grow(40), at_most=15)
    assert_same_queries(lambda: editor.get(entry(library)), lambda: grow(40), at_most=18)


@pytest.mark.spec("F4")
def test_a_keeper_is_set_at_once_and_stays_when_an_older_draft_is_published(
    library: Service, neighbour: Association, keeper: StaffMember, editor: Client
) -> None:
    library.subject = "Rozepsáno"
    library.save_revision()
    foreign = StaffMember.objects.create(site=neighbour.site, name="Cizí", position="x")
    html = editor.get(entry(library)).content.decode()
    assert "Eva Dvořáková" in html
    assert "Cizí" not in html
    assert editor.post(entry(library), {"keeper": foreign.pk}).status_code == 200
    assert Service.objects.get(pk=library.pk).keeper is None
    editor.post(entry(library), {"keeper": keeper.pk})
    stored = Service.objects.get(pk=library.pk)
    assert (stored.keeper, stored.subject, stored.has_unpublished_changes) == (keeper, "", True)
    publish_service(service=stored.get_latest_revision_as_object())
    assert Service.objects.get(pk=library.pk).keeper == keeper
    editor.post(entry(library), {"keeper": ""})
    assert Service.objects.get(pk=library.pk).keeper is None


@pytest.mark.spec("F4")
def test_several_entries_are_put_in_care_at_once(
    association: Association, neighbour: Association, keeper: StaffMember, editor: Client, union_admin: Any
) -> None:
    services = [make_service(association, name=f"Knihovna {n}") for n in range(3)]
    foreign = make_service(neighbour, name="Jejich")
    address = reverse("wagtail_bulk_action", args=["services_directory", "service", "keep"])
    query = "&".join([*(f"id={service.pk}" for service in (*services, foreign)), f"next={reverse(INDEX)}"])
    for asked in (query, f"id=all&next={reverse(INDEX)}"):
        html = editor.get(f"{address}?{asked}").content.decode()
        assert "Eva Dvořáková" in html
        assert "Jejich" not in html
    editor.post(f"{address}?{query}", {"keeper": keeper.pk})
    assert Service.objects.filter(keeper=keeper).count() == 3
    assert Service.objects.get(pk=foreign.pk).keeper is None
    union = client_of(union_admin, "localhost")
    answer = union.post(f"{address}?{query}", {"keeper": keeper.pk}, follow=True)
    assert "Jejich" in answer.content.decode()
    assert Service.objects.get(pk=foreign.pk).keeper is None


def test_a_keeper_of_another_association_is_refused(library: Service, neighbour: Association) -> None:
    foreign = StaffMember.objects.create(site=neighbour.site, name="Cizí", position="x")
    with pytest.raises(ValidationError):
        put_in_care(service=library, keeper=foreign)


def test_a_reader_of_the_union_changes_no_keeper(library: Service, keeper: StaffMember, union_reviewer: Any) -> None:
    reviewer = client_of(union_reviewer, "localhost")
    assert reviewer.get(entry(library)).status_code == 200
    reviewer.post(entry(library), {"keeper": keeper.pk})
    assert Service.objects.get(pk=library.pk).keeper is None
