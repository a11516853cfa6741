"""The days of a review: by when the Union answers, who is reminded and who is called when it is late (V4, NWS-5)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletters.limits import limit
from newsletters.models import NewsletterIssuePage, ReviewRound
from newsletters.review.clock import run_review_clock
from newsletters.review.deciding import return_round
from newsletters.review.reviewers import Reviewer
from newsletters.review.rounds import due_on
from portal.core.working_days import add_working_days, is_working_day
from portal.tenancy.models import Association, LiaisonExpert, Union
from tests.newsletters.calendar.days import calendar_of
from tests.newsletters.factories import make_issue, submit
from tests.tenancy.absences.days import at, away

from .people import another_reviewer, give, letters, make_expert, readers

pytestmark = [pytest.mark.django_db, pytest.mark.spec("V4")]


@pytest.fixture
def experts(dso_a: Association, union: Union) -> tuple[LiaisonExpert, LiaisonExpert]:
    """The association's expert and the deputy; the Union has an address."""
    Union.objects.update(email="svaz@example.org")
    found = make_expert(), make_expert()
    give(dso_a, *found)
    return found


@pytest.fixture
def waiting(dso_a: Association, experts: Any) -> ReviewRound:
    return submit(make_issue(dso_a, live=False))


def run(day: date, hour: int = 9) -> int:
    with at(day, hour):
        return run_review_clock()


def test_nothing_is_written_before_the_day_of_the_reminder(waiting: ReviewRound) -> None:
    remind_on = add_working_days(waiting.due_on, -limit("newsletter_last_reminder_days"))
    run(add_working_days(remind_on, -1))
    assert not letters("review_reminder")
    assert run(remind_on, 6) == 0
    assert not letters("review_reminder")


def test_the_expert_is_reminded_once_before_the_day(waiting: ReviewRound, experts: Any) -> None:
    remind_on = add_working_days(waiting.due_on, -limit("newsletter_last_reminder_days"))
    for day in (remind_on, remind_on, add_working_days(remind_on, 1), waiting.due_on):
        assert run(day) == 1
    (letter,) = letters("review_reminder")
    assert letter.recipient == experts[0].email
    assert "http://horni.localhost/" in letter.text
    assert readers("review_submitted") == [experts[0].email]


def test_once_it_is_late_the_deputy_gets_the_newsletter_and_the_union_is_called(
    waiting: ReviewRound, experts: Any
) -> None:
    expert, deputy = experts
    late_on = add_working_days(waiting.due_on, limit("newsletter_deputy_days"))
    run(add_working_days(late_on, -1))
    assert not letters("review_late")
    run(late_on)
    run(late_on)
    assert readers("review_submitted") == [expert.email, deputy.email]
    assert letters("review_submitted")[1].text != letters("review_submitted")[0].text
    assert {link.expert for link in waiting.links.all()} == {expert, deputy}
    assert readers("review_late") == [expert.email, "svaz@example.org"]

    every = limit("newsletter_overdue_days")
    run(add_working_days(waiting.due_on, every - 1))
    assert len(letters("review_late")) == 2
    run(add_working_days(waiting.due_on, every))
    assert readers("review_late")[2:] == [expert.email, deputy.email, "svaz@example.org"]


def test_days_without_the_job_are_not_made_up_for(waiting: ReviewRound, experts: Any) -> None:
    long_after = add_working_days(waiting.due_on, 3 * limit("newsletter_overdue_days") + 1)
    run(long_after)
    assert not letters("review_reminder")
    assert readers("review_late") == [experts[0].email, "svaz@example.org"]


def test_nobody_is_written_to_on_a_day_off_or_about_a_round_that_is_over(waiting: ReviewRound) -> None:
    saturday = waiting.due_on + timedelta(days=(5 - waiting.due_on.weekday()) % 7 + 7)
    assert run(saturday) == 0
    return_round(round=waiting, reviewer=Reviewer("Dana Svazová", Reviewer.with_account(None).channel), comment="Ne.")
    assert run(add_working_days(waiting.due_on, 5)) == 0
    assert not letters("review_late")


def test_who_goes_away_while_it_waits_is_stood_in_for_on_those_days(dso_a: Association, union_reviewer: Any) -> None:
    expert, deputy = make_expert(user=union_reviewer), make_expert()
    give(dso_a, expert, deputy)
    waiting = submit(make_issue(dso_a, live=False))
    day = add_working_days(timezone.localdate(), 2)
    away(union_reviewer, another_reviewer(), day, day)
    run(day)
    run(add_working_days(day, 1))
    assert readers("review_submitted") == [expert.email, deputy.email]
    assert waiting.links.get().is_deputy


@pytest.mark.spec("NWS-5")
def test_the_union_answers_on_the_day_of_the_calendar_and_never_too_soon(dso_a: Association) -> None:
    today = timezone.localdate()
    shortest = limit("newsletter_review_days")
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 70)
    assert not is_working_day(saturday)
    runs = calendar_of(saturday - timedelta(days=14), today)
    in_calendar = make_issue(dso_a, 1, live=False, programme=runs, calendar_number=1)
    # The calendar's day of comments is a Saturday: the next working day is the last.
    assert due_on(in_calendar) == add_working_days(saturday, 1)
    # Who submits, or submits again, shortly before it, or after it, leaves the Union its days.
    near = saturday - timedelta(days=3)
    assert due_on(in_calendar, near) == add_working_days(near, shortest)
    for fields in ({}, {"programme": runs}, {"calendar_number": 1}, {"programme": runs, "calendar_number": 99}):
        issue = NewsletterIssuePage(number=9, year=2026, **fields)
        assert due_on(issue) == add_working_days(today, shortest)
