"""An association leaves: closed at once, deleted by two people or on the day said, the Union keeps a line (P1)."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, Site

from portal.jobs.departures import work_off
from portal.tenancy.keeping import departing
from portal.tenancy.keeping.deleting import DeletionRefused
from portal.tenancy.keeping.departing import DepartureError
from portal.tenancy.models import Association, Departure, DepartureState
from portal.tenancy.roles import Role
from tests.contact_centre.factories import make_activity
from tests.tenancy.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.spec("P1"), pytest.mark.only_on("sqlite")]
ADMIN, UNION = "/admin/departures/", {"host": "localhost"}


@pytest.fixture
def second_admin(union_admin: Any) -> Any:
    return make_user(Role.UNION_ADMIN, username="union-admin-2")


@pytest.fixture
def departure(dso_b: Association, union_admin: Any) -> Departure:
    return departing.close(association=dso_b, by=union_admin, reason="Svazek zanikl.")


def exists() -> bool:
    return Association.objects.filter(slug="dolni").exists()


def test_the_site_is_closed_at_once(departure: Departure, client: Client) -> None:
    assert client.get("/", headers={"host": "dolni.localhost"}).status_code == 404
    assert client.get("/", headers={"host": "horni.localhost"}).status_code == 200
    assert departure.delete_on == timezone.localdate() + timedelta(days=30)
    assert exists()


def test_calling_it_off_opens_the_site_again(departure: Departure, second_admin: Any, client: Client) -> None:
    departing.call_off(departure=departure, by=second_admin)
    assert client.get("/", headers={"host": "dolni.localhost"}).status_code == 200
    with pytest.raises(DepartureError):
        departing.confirm(departure=departure, by=second_admin)


def test_an_address_taken_meanwhile_is_not_taken_back(
    departure: Departure, dso_a: Association, second_admin: Any
) -> None:
    Site.objects.filter(pk=dso_a.site_id).update(hostname="dolni.localhost")
    with pytest.raises(DepartureError):
        departing.call_off(departure=departure, by=second_admin)


def test_only_a_second_administrator_confirms(
    departure: Departure, union_admin: Any, union_reviewer: Any, manager_b: Any
) -> None:
    for somebody in (union_admin, union_reviewer, manager_b):
        with pytest.raises(DepartureError):
            departing.confirm(departure=departure, by=somebody)
    with pytest.raises(IntegrityError), transaction.atomic():
        Departure.objects.filter(pk=departure.pk).update(confirmed_by=departure.asked_by)
    assert exists()


def test_confirmed_it_is_deleted_and_the_union_keeps_a_line(
    departure: Departure, dso_b: Association, second_admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    activity = make_activity(dso_b)
    with django_capture_on_commit_callbacks(execute=True):
        departing.confirm(departure=departure, by=second_admin)
    assert not exists()
    departure.refresh_from_db()
    assert departure.state == DepartureState.DELETED
    assert (departure.name, departure.asked_by, departure.confirmed_by) == (dso_b.name, "union-admin", "union-admin-2")
    assert departure.counts["contact_centre.Activity"] == 1
    with departure.kept_file.open("rb") as file:
        kept = zipfile.ZipFile(io.BytesIO(file.read()))
    assert activity.reference in kept.read("data/contact_centre.Activity.jsonl").decode()
    assert "data/users.User.jsonl" not in kept.namelist()
    assert departure.kept_until is not None
    assert departure.kept_until.year == timezone.localdate().year + 10
    written = ModelLogEntry.objects.get(action="tenancy.association_deleted")
    assert "row_rule_activity_never_goes" in written.data["triggers"]
    assert departing.carry_out(departure.pk) == DepartureState.DELETED, "once more changes nothing"
    with time_machine.travel(timezone.now() + timedelta(days=3660), tick=False):
        assert work_off()["kept_files_deleted"] == 1


def test_without_a_second_administrator_it_goes_on_the_day_said(departure: Departure) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        work_off()
        assert exists()
        assert departing.carry_out(departure.pk) == DepartureState.CLOSED
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        work_off()
    assert not exists()


def test_what_goes_wrong_is_said_and_nothing_is_deleted(
    departure: Departure, second_admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_association: Association) -> None:
        raise DeletionRefused("Something hangs on it")

    monkeypatch.setattr(departing, "delete_rows", refuse)
    Departure.objects.filter(pk=departure.pk).update(state=DepartureState.CONFIRMED)
    with pytest.raises(DeletionRefused):
        departing.carry_out(departure.pk)
    departure.refresh_from_db()
    assert (departure.state, departure.kept_file.name) == (DepartureState.CONFIRMED, "")
    assert "Something hangs on it" in departure.error
    assert exists()


def test_files_that_resisted_are_tried_again(departure: Departure, monkeypatch: pytest.MonkeyPatch) -> None:
    Departure.objects.filter(pk=departure.pk).update(
        state=DepartureState.DELETED, files_left=[["private", "documents/x.pdf"]]
    )
    monkeypatch.setattr(departing, "delete_files", list)
    work_off()
    departure.refresh_from_db()
    assert departure.files_left == [["private", "documents/x.pdf"]]
    monkeypatch.undo()
    work_off()
    departure.refresh_from_db()
    assert departure.files_left == []


def test_a_model_to_be_kept_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DepartureError, match="DEPARTED_KEEP"):
        departing.check_kept(["contact_centre.Nothing"])


def test_the_command_goes_the_same_way(dso_b: Association, union_admin: Any, capsys: Any) -> None:
    call_command("delete_association", "dolni", "--dry-run")
    assert "Nothing was changed" in capsys.readouterr().out
    for arguments, words in (
        (["dolni"], "--by"),
        (["dolni", "--by=union-admin"], "."),
        (["dolni", "--by=union-admin", "--confirm"], "isn't leaving"),
        (["neznamy", "--dry-run"], "no association"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("delete_association", *arguments)
    call_command("delete_association", "dolni", "--by=union-admin", "--reason=Zanikl.")
    with pytest.raises(CommandError):
        call_command("delete_association", "dolni", "--by=union-admin", "--confirm")
    call_command("delete_association", "dolni", "--by=union-admin", "--call-off")
    assert Site.objects.filter(hostname="dolni.localhost").exists()


def test_the_pages_are_the_unions_administrators_only(
    dso_a: Association, dso_b: Association, manager_b: Any, union_reviewer: Any, client: Client
) -> None:
    for somebody in (manager_b, union_reviewer):
        client.force_login(somebody)
        for path in ("", f"{dso_b.pk}/", "export/1/file/", "kept/1/file/"):
            assert client.get(f"{ADMIN}{path}", headers=UNION).status_code in {302, 403}
        for step in ("", "export/", "confirm/", "call-off/"):
            assert client.post(f"{ADMIN}{dso_b.pk}/{step}", headers=UNION).status_code in {302, 403}
    assert not Departure.objects.exists()
    assert not dso_b.exports.exists()


def test_leaving_through_the_admin(
    dso_b: Association, union_admin: Any, second_admin: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(union_admin)
    page = f"{ADMIN}{dso_b.pk}/"
    assert "Svazek obcí Dolni" in client.get(ADMIN, headers=UNION).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}export/", headers=UNION)
    assert client.get(f"{page}export/", headers=UNION).status_code == 405
    refused = client.post(page, {"reason": "Zanikl.", "typed": "horni"}, headers=UNION)
    assert 'role="alert"' in refused.content.decode()
    assert not Departure.objects.exists()
    client.post(page, {"reason": "Zanikl.", "typed": "dolni"}, headers=UNION)
    assert "confirm/" not in client.get(page, headers=UNION).content.decode(), "not by the same person"
    client.force_login(second_admin)
    assert "confirm/" in client.get(page, headers=UNION).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page}confirm/", headers=UNION)
    assert not exists()
    shown = client.get(ADMIN, headers=UNION).content.decode()
    assert "union-admin-2" in shown
    left = Departure.objects.get()
    assert left.export_sha256
    assert client.get(f"{ADMIN}kept/{left.pk}/file/", headers=UNION).status_code in {200, 404}
