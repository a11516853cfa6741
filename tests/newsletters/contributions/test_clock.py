"""Reminders before the closing date, the summary after it, and addresses that are forgotten (N1)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsletters.contributions.asking import ask, set_closing_date
from newsletters.contributions.clock import (
    KEPT_AFTER_ISSUE,
    first_reminder_on,
    forget_contributors,
    last_reminder_on,
    watch_contributions,
)
from newsletters.contributions.people import Person
from newsletters.models import Contribution, Contributor, NewsletterIssuePage
from portal.core.working_days import is_working_day
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import publish_by_the_union
from .asked import MAYOR, make_piece

pytestmark = [pytest.mark.django_db, pytest.mark.spec("N1")]


def at(day: date, hour: int = 9) -> Any:
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(hour))), tick=False)


def run_on(day: date, hour: int = 9) -> list[str]:
    """Run the job on a day in Prague; the recipients of all reminders and summaries so far."""
    with at(day, hour):
        watch_contributions()
    kinds = ("reminder", "last", "summary")
    letters = OutboxMessage.objects.order_by("pk").values_list("event", "recipient")
    return [f"{kind} {to}" for event, to in letters for kind in kinds if f".contribution_{kind}:" in event]


@pytest.fixture
def until(dso_a: Association) -> date:
    """A working day far enough for every reminder."""
    dso_a.email = "centrum@horni.test"
    dso_a.save()
    day = timezone.localdate() + timedelta(days=21)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@pytest.fixture
def asked(issue: NewsletterIssuePage, manager_a: Any, until: date) -> list[Contributor]:
    """Three people: one sends, one has nothing, one is silent."""
    set_closing_date(issue=issue, day=until, user=manager_a)
    people = [Person(f"{name}@obec.test") for name in ("posle", "nema", "mlci")]
    sends, has_nothing, silent = ask(issue=issue, people=people, user=manager_a)
    make_piece(sends)
    Contributor.objects.filter(pk=has_nothing.pk).update(has_nothing=True)
    return [sends, has_nothing, silent]


def test_only_who_is_silent_is_reminded_twice_and_never_after_the_closing_date(
    asked: list[Contributor], until: date
) -> None:
    first = first_reminder_on(until)
    assert run_on(first - timedelta(days=1)) == []
    assert run_on(first, hour=6) == []
    assert run_on(first) == run_on(first, hour=15) == ["reminder mlci@obec.test"]
    assert run_on(until) == run_on(until, hour=18) == ["reminder mlci@obec.test", "last mlci@obec.test"]
    after = run_on(until + timedelta(days=1))
    assert after == ["reminder mlci@obec.test", "last mlci@obec.test", "summary centrum@horni.test"]
    assert run_on(until + timedelta(days=5)) == after
    [summary] = OutboxMessage.objects.filter(event__contains="_summary:")
    for words in ("Dětský den", "mlci@obec.test", "nema@obec.test"):
        assert words in summary.text


def test_the_last_reminder_is_on_a_working_day() -> None:
    saturday = date(2031, 6, 7)
    assert last_reminder_on(saturday) == date(2031, 6, 6)
    assert last_reminder_on(date(2031, 6, 6)) == date(2031, 6, 6)


def test_a_job_that_slept_through_the_day_reminds_late_but_once(asked: list[Contributor], until: date) -> None:
    late = first_reminder_on(until) + timedelta(days=1)
    assert run_on(late) == ["reminder mlci@obec.test"]


def test_who_was_asked_just_now_is_not_reminded_the_same_day(
    issue: NewsletterIssuePage, manager_a: Any, until: date
) -> None:
    with at(until):
        set_closing_date(issue=issue, day=until, user=manager_a)
        ask(issue=issue, people=[Person(MAYOR)], user=manager_a)
    assert run_on(until, hour=12) == []


def test_a_moved_closing_date_brings_its_own_reminders(
    asked: list[Contributor], issue: NewsletterIssuePage, until: date, manager_a: Any
) -> None:
    run_on(until)
    later = until + timedelta(days=14)
    with at(until):
        set_closing_date(issue=issue, day=later, user=manager_a)
    assert run_on(until + timedelta(days=1)) == ["last mlci@obec.test"]
    assert run_on(first_reminder_on(later)) == ["last mlci@obec.test", "reminder mlci@obec.test"]


def test_addresses_that_do_not_work_and_issues_nobody_was_asked_about_get_nothing(
    asked: list[Contributor], until: date
) -> None:
    OutboxMessage.objects.filter(recipient="mlci@obec.test").update(bounced_at=timezone.now())
    assert run_on(until) == []


def test_names_and_addresses_go_some_time_after_the_issue_is_out(
    asked: list[Contributor], issue: NewsletterIssuePage
) -> None:
    out = publish_by_the_union(issue)
    assert forget_contributors() == 0
    with time_machine.travel(out.first_published_at + KEPT_AFTER_ISSUE + timedelta(days=1), tick=False):
        assert forget_contributors() == 1
        assert forget_contributors() == 0
    assert not Contributor.objects.exists()
    piece = Contribution.objects.get()
    assert (piece.title, piece.author_email, piece.author_name) == ("Dětský den", "", "")
    left = OutboxMessage.objects.filter(recipient__endswith="@obec.test")
    assert set(left.values_list("state", flat=True)) <= {"waiting"}
    assert "obec.test" not in str(list(PageLogEntry.objects.values_list("data", flat=True)))
