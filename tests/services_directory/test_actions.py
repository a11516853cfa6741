"""The life of a service: published, closed, reopened, unpublished, deleted; every way keeps all in step."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import registry as log_registry

from portal.core.czech import NBSP
from portal.tenancy.models import Association
from services_directory.actions import (
    close_service,
    delete_service,
    publish_service,
    record_verification,
    reopen_service,
    unpublish_service,
)
from services_directory.enums import ServiceState
from services_directory.models import RemovedService, SearchEntry, Service, ServiceContact

from .factories import ServiceFactory, make_service


def stored(service: Service) -> Service:
    return Service.objects.get(pk=service.pk)


def logged(service: Service) -> list[str]:
    """What the history of `service` says, newest first, in Czech."""
    return [str(entry.message).replace(NBSP, " ") for entry in log_registry.get_logs_for_instance(service)]


def made_old(service: Service) -> datetime:
    """Let the last change lie a week back, so that a new one shows."""
    day = timezone.now() - timedelta(days=7)
    Service.objects.filter(pk=service.pk).update(changed_at=day)
    return day


# --- Publishing ----------------------------------------------------------------------------------
@pytest.mark.spec("D1")
@pytest.mark.parametrize("missing", ["name", "operator_name", "scope", "contacts"])
def test_no_way_to_publish_goes_past_what_is_needed(association: Association, missing: str) -> None:
    """The action, a revision published by hand (history, commands) and a schedule all refuse."""
    draft = ServiceFactory.create(association=association)
    draft.contacts = [] if missing == "contacts" else [ServiceContact(kind="phone", value="+420491000101")]
    if missing != "contacts":
        setattr(draft, missing, "")
    with pytest.raises(ValidationError) as refused:
        publish_service(service=draft)
    assert set(refused.value.message_dict) == {missing}
    revision = draft.save_revision(clean=False)
    with pytest.raises(ValidationError):
        revision.publish()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError):
        draft.save_revision(clean=False).publish()
    assert not stored(draft).live
    assert not SearchEntry.objects.exists()
    call_command("publish_scheduled")
    assert not stored(draft).live


@pytest.mark.spec("D1")
def test_an_internal_contact_alone_is_none_for_publishing(association: Association) -> None:
    draft = ServiceFactory.create(association=association)
    draft.contacts = [ServiceContact(kind="phone", value="+420491000101", is_internal=True)]
    with pytest.raises(ValidationError, match="veřejný kontakt"):
        publish_service(service=draft)


def test_a_scheduled_service_comes_out_on_its_day(association: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = ServiceFactory.create(association=association, name="Knihovna")
    draft.contacts = [ServiceContact(kind="phone", value="+420491000101")]
    draft.go_live_at = timezone.now() + timedelta(days=1)
    publish_service(service=draft)
    assert not stored(draft).live
    assert not SearchEntry.objects.exists()
    tomorrow = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    call_command("publish_scheduled")
    assert stored(draft).live
    assert SearchEntry.objects.get().service_id == draft.pk


# --- Unpublishing and deleting ---------------------------------------------------------------------
@pytest.mark.spec("O4")
def test_what_was_public_and_is_gone_is_noted_until_it_is_back(association: Association) -> None:
    service = make_service(association)
    old = made_old(service)
    unpublish_service(service=stored(service))
    removed = RemovedService.objects.get()
    assert (removed.site, removed.uid) == (association.site, service.uid)
    assert stored(service).changed_at > old
    assert not SearchEntry.objects.exists()
    publish_service(service=stored(service))
    assert not RemovedService.objects.exists()
    assert SearchEntry.objects.exists()


@pytest.mark.spec("O4")
@pytest.mark.parametrize("way", ["action", "instance", "queryset"])
def test_deleting_leaves_a_note_whatever_the_way(association: Association, way: str) -> None:
    service = make_service(association)
    draft = ServiceFactory.create(association=association, name="Návrh")
    if way == "queryset":
        Service.objects.filter(pk__in=[service.pk, draft.pk]).delete()
    else:
        for row in (stored(service), stored(draft)):
            delete_service(service=row) if way == "action" else row.delete()
    assert not Service.objects.exists()
    assert not SearchEntry.objects.exists()
    assert [row.uid for row in RemovedService.objects.all()] == [service.uid]


def test_a_service_unpublished_before_is_noted_when_it_is_deleted(association: Association) -> None:
    service = make_service(association)
    Service.objects.filter(pk=service.pk).update(live=False)
    stored(service).delete()
    assert RemovedService.objects.get().uid == service.uid


# --- Closing ---------------------------------------------------------------------------------------
def test_closing_in_the_future_changes_nothing_until_that_day(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    day = timezone.localdate() + timedelta(days=10)
    close_service(service=service, on=day)
    assert stored(service).state == ServiceState.PUBLISHED
    assert Service.objects.published().exists()
    Service.objects.update(closed_on=timezone.localdate())
    assert stored(service).state == ServiceState.CLOSED
    assert not Service.objects.published().exists()
    assert Service.objects.addressable().exists()


def test_a_service_closes_at_midnight_in_prague(association: Association, monkeypatch: pytest.MonkeyPatch) -> None:
    service = make_service(association)
    close_service(service=service, on=date(2026, 7, 1))
    for hour, state in ((23, ServiceState.PUBLISHED), (24, ServiceState.CLOSED)):
        moment = datetime(2026, 6, 30, tzinfo=ZoneInfo("Europe/Prague")) + timedelta(hours=hour, minutes=30)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        assert stored(service).state == state
        assert Service.objects.published().exists() == (state == ServiceState.PUBLISHED)


def test_closing_and_reopening_are_in_the_history_and_move_the_change(association: Association, editor_a: Any) -> None:
    service, other = make_service(association, name="Knihovna"), make_service(association, name="Čítárna")
    old = made_old(service)
    close_service(service=stored(service), on=date(2026, 6, 30), successor=other, user=editor_a)
    closed = stored(service)
    assert (closed.closed_on, closed.successor) == (date(2026, 6, 30), other)
    assert closed.changed_at > old
    assert logged(closed)[0] == "Zrušeno od 30. 6. 2026, nástupce: Čítárna"
    reopen_service(service=closed, user=editor_a)
    reopened = stored(service)
    assert (reopened.closed_on, reopened.successor, reopened.state) == (None, None, ServiceState.PUBLISHED)
    assert logged(reopened)[0] == "Obnoveno, služba už není zrušená"
    assert {entry.user for entry in log_registry.get_logs_for_instance(reopened)[:2]} == {editor_a}


def test_closing_keeps_a_waiting_draft_and_a_waiting_draft_keeps_it_closed(association: Association) -> None:
    service = make_service(association, name="Knihovna")
    draft = stored(service)
    draft.subject = "Půjčuje knihy."
    draft.save_revision()
    close_service(service=stored(service), on=date(2026, 6, 30))
    assert stored(service).subject == ""
    stored(service).latest_revision.publish()
    published = stored(service)
    assert (published.subject, published.closed_on) == ("Půjčuje knihy.", date(2026, 6, 30))


def test_what_can_not_be_closed_says_why(association: Association, neighbour: Association) -> None:
    service, foreign = make_service(association), make_service(neighbour)
    with pytest.raises(ValidationError, match="zveřejněnou"):
        close_service(service=ServiceFactory.create(association=association))
    for successor in (foreign, service):
        with pytest.raises(ValidationError, match="téhož svazku"):
            close_service(service=service, successor=successor)
    assert stored(service).closed_on is None


def test_the_page_of_a_closed_service_stays(association: Association, site_client: Client) -> None:
    service = make_service(association, name="Knihovna")
    close_service(service=service, on=date(2026, 6, 30))
    assert site_client.get(f"/sluzby/{service.slug}/").status_code == 200
    assert (
        "Knihovna"
        not in site_client.get("/sluzby/", {"q": "knihovna"}).content.decode().split("<main")[1].split("</form>")[-1]
    )


# --- Verifying ---------------------------------------------------------------------------------------
def test_a_verification_moves_the_change(association: Association) -> None:
    service = make_service(association)
    old = made_old(service)
    record_verification(method="phone", service=stored(service))
    assert stored(service).changed_at > old
    assert logged(service)[0].startswith("Ověřeno ")
