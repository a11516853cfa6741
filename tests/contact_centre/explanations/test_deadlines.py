"""The days of an explanation and of the Union's opinion are Czech working days; both are reminded of (TGT-4)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from dateutil.easter import easter
from django.core.mail import EmailMessage
from django.utils import timezone

from contact_centre.actions import answer_explanation, explain_shortfall
from contact_centre.enums import Verdict
from contact_centre.explanations.explaining import answer_due
from contact_centre.explanations.reminding import remind_of_explanations
from portal.core.working_days import add_working_days
from portal.tenancy.models import Association
from tests.contact_centre.shortfalls import ended_period, evaluated

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-4")]

DAY = timedelta(days=1)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def days_off(year: int) -> set[date]:
    """Public holidays from Christmas to May, as the law lists them (act 245/2000)."""
    sunday = easter(year + 1)
    fixed = [date(year, 12, 24), date(year, 12, 25), date(year, 12, 26), date(year + 1, 1, 1)]
    return {*fixed, date(year + 1, 5, 1), date(year + 1, 5, 8), sunday - 2 * DAY, sunday + DAY}


def fifth(day: date, off: set[date]) -> date:
    left = 5
    while left:
        day += DAY
        left -= day.weekday() < 5 and day not in off
    return day


def test_the_opinion_is_due_on_the_fifth_working_day_over_christmas_and_easter() -> None:
    for year in range(timezone.localdate().year, timezone.localdate().year + 8):
        off = days_off(year)
        for received in (date(year, 12, 22), date(year, 12, 23), date(year, 12, 31), easter(year + 1) - 3 * DAY):
            due = answer_due(noon(received))
            assert due == fifth(received, off)
            assert due not in off
    # Received before midnight in Prague: that day counts, whatever the clock of the server says.
    evening = timezone.make_aware(datetime.combine(timezone.localdate() + 7 * DAY, time(23, 59)))
    assert answer_due(evening) == answer_due(noon(timezone.localdate() + 7 * DAY))


def reminded(day: date, mail: Callable[[], list[EmailMessage]]) -> list[tuple[str, str]]:
    """To whom and about what the job writes on `day`, run three times."""
    with time_machine.travel(noon(day), tick=False):
        for _run in range(3):
            remind_of_explanations()
        return [(letter.to[0], letter.subject) for letter in mail()]


def test_the_centre_is_reminded_once_before_the_last_day_and_once_after_it(
    dso_a: Association, manager_a: Any, union_admin: Any, delivered_mail: Callable[[], list[EmailMessage]]
) -> None:
    evaluation = evaluated(dso_a, ended_period(days_ago=0))
    due = evaluation.explanation_due_on
    before, after = add_working_days(due, -1), add_working_days(due, 1)
    assert reminded(add_working_days(due, -2), delivered_mail) == []
    ((address, subject),) = reminded(before, delivered_mail)
    assert address == manager_a.email
    assert "do " in subject
    assert reminded(due, delivered_mail) == []
    ((address, subject),) = reminded(after, delivered_mail)
    assert address == manager_a.email
    assert "Termín" in subject
    assert reminded(after + 3 * DAY, delivered_mail) == []


def test_the_union_is_reminded_of_its_opinion_and_nobody_of_what_is_done(
    dso_a: Association, manager_a: Any, union_admin: Any, delivered_mail: Callable[[], list[EmailMessage]]
) -> None:
    evaluation = evaluated(dso_a, ended_period(days_ago=0))
    found = explain_shortfall(evaluation=evaluation, reasons="Nemoc.", measures="Nová síla.", user=manager_a)
    delivered_mail()
    due = found.answer_due_on
    ((address, _subject),) = reminded(add_working_days(due, -1), delivered_mail)
    assert address == union_admin.email
    ((address, subject),) = reminded(add_working_days(due, 1), delivered_mail)
    assert address == union_admin.email
    assert "Nemoc" not in subject
    answer_explanation(explanation=found, verdict=Verdict.INCOMPLETE, opinion="Doplňte.", user=union_admin)
    delivered_mail()
    assert reminded(add_working_days(due, 3), delivered_mail) == []


def test_nobody_is_written_to_at_night(dso_a: Association, manager_a: Any) -> None:
    evaluated(dso_a, ended_period(days_ago=0))
    night = timezone.make_aware(datetime.combine(add_working_days(timezone.localdate(), 5), time(3)))
    with time_machine.travel(night, tick=False):
        assert remind_of_explanations() == 0
