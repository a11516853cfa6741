"""Starting a mailing: by whom, when, and what it does at once (X5, NWS-3, N6)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django_tasks_db.models import DBTaskResult

from newsletters.enums import MailingState, SendingKind, SubscriberState
from newsletters.mailing import starting
from newsletters.mailing.clock import watch_mailings
from newsletters.mailing.starting import start
from newsletters.mailing.tasks import send_mailings
from newsletters.models import IssueSending, Mailing, NewsletterIssuePage, Subscriber
from newsletters.sending.gate import NotSendable
from newsletters.sending.recording import record_sending
from portal.jobs.models import Lease
from portal.tenancy.models import Association
from tests.newsletters.factories import make_issue
from tests.newsletters.subscribers.factories import make_subscriber

from .server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.spec("X5", "NWS-3")]


@pytest.fixture
def issue(server: Server, dso_a: Association) -> NewsletterIssuePage:
    return make_issue(dso_a)


@pytest.fixture
def reader(dso_a: Association) -> Subscriber:
    return make_subscriber(dso_a)


def test_it_is_recorded_frozen_and_queued_at_once(
    issue: Any, reader: Subscriber, manager_a: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    with django_capture_on_commit_callbacks(execute=True):
        mailing = start(issue=issue, user=manager_a)
    line = IssueSending.objects.get(issue=issue)
    assert (mailing.sending, line.kind) == (line, SendingKind.EMAIL)
    assert (mailing.state, mailing.gather_until) == (MailingState.GATHERING, reader.pk)
    assert (mailing.topic.code, mailing.started_by) == ("newsletter", manager_a.get_full_name() or manager_a.username)
    assert set(mailing.letters) == {"cs", "en"}
    assert DBTaskResult.objects.get().task_path == send_mailings.module_path
    issue.refresh_from_db()
    assert issue.is_sent


def test_nothing_is_started_twice(issue: Any, reader: Subscriber, manager_a: Any) -> None:
    start(issue=issue, user=manager_a)
    with pytest.raises(ValidationError, match="na cestě ke čtenářům"):
        start(issue=issue, user=manager_a)
    assert Mailing.objects.count() == 1


def test_what_went_out_by_e_mail_some_other_way_isnt_sent_again(issue: Any, reader: Subscriber, manager_a: Any) -> None:
    record_sending(issue=issue, kind=SendingKind.EMAIL, user=manager_a)
    with pytest.raises(ValidationError):
        start(issue=issue, user=manager_a)
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("who", ["editor_a", "manager_b", "union_admin", "union_reviewer"])
def test_only_the_associations_manager_starts_it(
    issue: Any, reader: Subscriber, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        start(issue=issue, user=request.getfixturevalue(who))
    assert not IssueSending.objects.exists()


def test_without_anybody_who_gets_it_nothing_is_recorded(
    issue: Any, dso_a: Association, dso_b: Association, manager_a: Any, monkeypatch: Any
) -> None:
    make_subscriber(dso_a, "ceka@example.cz", state=SubscriberState.PENDING)
    make_subscriber(dso_a, "opravy@example.cz", topics=["corrections"])
    make_subscriber(dso_b, "jinde@example.cz")
    monkeypatch.setattr(starting, "sync_offices", lambda _site: None)
    with pytest.raises(ValidationError, match="Nikdo by ho nedostal"):
        start(issue=issue, user=manager_a)
    assert not IssueSending.objects.exists()


def test_a_shut_gate_says_why(server: Server, dso_a: Association, reader: Subscriber, manager_a: Any) -> None:
    draft = make_issue(dso_a, live=False)
    with pytest.raises(NotSendable):
        start(issue=draft, user=manager_a)
    assert not Mailing.objects.exists()


def test_a_correction_goes_to_who_gets_corrections(
    server: Server, dso_a: Association, issue: Any, manager_a: Any
) -> None:
    make_subscriber(dso_a, "opravy@example.cz", topics=["corrections"])
    erratum = make_issue(dso_a, 2, corrects=issue)
    assert start(issue=erratum, user=manager_a).topic.code == "corrections"


def test_what_a_kill_left_is_queued_again_once_nobody_does_it(
    issue: Any, reader: Subscriber, manager_a: Any, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    assert not watch_mailings()
    start(issue=issue, user=manager_a)
    assert watch_mailings()
    assert not watch_mailings(), "one that waits is enough"
    send_mailings.call()
    assert not watch_mailings()
    assert Mailing.objects.get().state == MailingState.DONE
    assert not Lease.objects.get().holder


def test_a_step_that_isnt_the_last_queues_the_next(
    issue: Any, reader: Subscriber, manager_a: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    start(issue=issue, user=manager_a)
    with monkeypatch.context() as patch:
        patch.setattr("newsletters.mailing.tasks.stopping", lambda: True)
        send_mailings.call()
    assert DBTaskResult.objects.count() == 1
