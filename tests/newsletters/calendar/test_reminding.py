"""The centre is reminded of its days before and after them, the Union told of the late at once (NWS-5)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from newsletters.calendar.reminding import remind_of_calendar
from newsletters.enums import Channel
from newsletters.review.deciding import approve_round, return_round
from newsletters.review.reviewers import Reviewer
from portal.core.working_days import add_working_days, next_working_day
from portal.jobs.models import OutboxMessage
from portal.programme.models import Programme
from portal.tenancy.models import Absence, Association, StaffMember, Union
from tests.contact_centre.targets.cases import on
from tests.newsletters.factories import submit

from .days import calendar_of, days_on, issue_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("NWS-5")]
UNION = Reviewer("Dana Svazová", Channel.ACCOUNT)


@pytest.fixture
def submit_on() -> date:
    """A working day far enough ahead for every reminder."""
    return next_working_day(days_on(40))


@pytest.fixture
def runs(submit_on: date, dso_a: Association, dso_b: Association, union: Union) -> Programme:
    """Horní takes part, Dolní has no centre."""
    Association.objects.filter(pk=dso_a.pk).update(email="centrum@horni.example.org")
    Association.objects.filter(pk=dso_b.pk).update(centre_since=None)
    Union.objects.update(email="svaz@example.org")
    return calendar_of(submit_on)


def written(day: date, *, hour: int = 9) -> list[str]:
    """To whom and with which subject the job writes on a day, run twice."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with on(day, hour):
        remind_of_calendar()
        remind_of_calendar()
    new = OutboxMessage.objects.exclude(pk__in=before).order_by("pk")
    return [f"{letter.recipient.partition('@')[0]}: {letter.subject}" for letter in new]


def working_days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day = add_working_days(day, 1)


def test_reminders_go_before_the_day_right_after_it_and_again_each_five_days(runs: Programme, submit_on: date) -> None:
    span = working_days(add_working_days(submit_on, -12), add_working_days(submit_on, 9))
    told = {day: said for day in span if (said := written(day))}
    assert list(told) == [add_working_days(submit_on, number) for number in (-10, -3, 1, 6)]
    first, last, once, twice = told.values()
    assert len(first) == len(last) == 1
    assert first[0].startswith("centrum: Zpravodaj 1: odešlete ho Svazu do ")
    assert [one.partition(":")[0] for one in once] == ["centrum", "svaz"]
    assert once[1] == twice[1] == "svaz: Zpravodaj 1: svazky, které se opozdily"
    letter = OutboxMessage.objects.filter(recipient="svaz@example.org").latest("pk")
    late = (add_working_days(submit_on, 6) - submit_on).days
    assert f"Svazek obcí Horni: nezaložené, {late} dní po termínu odeslání" in letter.text
    assert "Dolni" not in letter.text


def test_days_without_the_job_are_not_made_up_for(runs: Programme, submit_on: date) -> None:
    assert len(written(add_working_days(submit_on, -2))) == 1
    # Three reminders went by meanwhile: one is written.
    assert len(written(add_working_days(submit_on, 11))) == 2
    assert written(add_working_days(submit_on, 12)) == []
    assert written(add_working_days(submit_on, 15), hour=6) == []


def test_what_was_sent_is_let_alone_and_what_came_back_is_reminded_of_publishing(
    runs: Programme, dso_a: Association, submit_on: date
) -> None:
    publish_on = submit_on + timedelta(days=28)
    issue = issue_of(dso_a, runs, 1)
    with on(add_working_days(submit_on, -5)):
        round = submit(issue)
        sent = OutboxMessage.objects.count()
    assert written(add_working_days(submit_on, -3)) == []
    assert OutboxMessage.objects.count() == sent
    # While the Union reads, publishing isn't the centre's step.
    assert written(add_working_days(publish_on, -10)) == []
    with on(add_working_days(publish_on, -5)):
        return_round(round=round, reviewer=UNION, comment="Doplňte telefon.")
    soon = written(add_working_days(publish_on, -3))
    assert [one.partition(" do ")[0] for one in soon] == ["centrum: Zpravodaj 1: vydejte ho"]
    late = written(add_working_days(publish_on, 5))
    assert [one.partition(":")[0] for one in late] == ["centrum", "svaz"]
    issue.refresh_from_db()
    with on(add_working_days(publish_on, 6)):
        approve_round(round=submit(issue), reviewer=UNION)
    assert written(add_working_days(publish_on, 10)) == []


def test_who_is_away_is_reminded_through_the_deputy(
    runs: Programme, dso_a: Association, manager_a: Any, editor_a: Any, submit_on: date
) -> None:
    StaffMember.objects.create(
        site=dso_a.site, name="Jana Nová", position="manažerka", email="centrum@horni.example.org", user=manager_a
    )
    day = add_working_days(submit_on, -3)
    Absence.objects.create(site=dso_a.site, user=manager_a, deputy=editor_a, starts_on=day, ends_on=day)
    assert [one.partition(":")[0] for one in written(day)] == [editor_a.email.partition("@")[0]]


def test_a_centre_that_ended_is_left_in_peace(runs: Programme, dso_a: Association, submit_on: date) -> None:
    Association.objects.filter(pk=dso_a.pk).update(centre_until=submit_on)
    assert len(written(submit_on)) == 1
    assert [one.partition(":")[0] for one in written(add_working_days(submit_on, 5))] == ["svaz"]
