"""Evaluating periods that have ended: who is evaluated, by which limits, what follows, and evaluating again."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from contact_centre.models import PeriodEvaluation
from contact_centre.targets.evaluating import evaluate_again, evaluation_of
from contact_centre.targets.nightly import evaluate
from portal.core.working_days import add_working_days
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import registered
from portal.programme.models import MonitoringPeriod, Programme, Threshold
from portal.tenancy.models import Association

from .cases import ONE_DAY, close, coming_periods, on

pytestmark = pytest.mark.django_db


def letters(about: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith=f"targets.{about}").order_by("pk"))


def night_after(period: MonitoringPeriod, days: int = 1) -> Any:
    with on(period.ends_on + timedelta(days=days), hour=1):
        return registered()["contact_centre.evaluate_periods"].function()


def of(association: Association, period: MonitoringPeriod) -> PeriodEvaluation:
    return PeriodEvaluation.objects.get(site=association.site_id, period=period)


@pytest.mark.spec("TGT-5", "TGT-3")
def test_table_4_of_the_methodology(dso_a: Association) -> None:
    """Seven periods A to G: yes, no, yes, no, no, yes, yes; explained are B, D and E, and E is a breach."""
    periods = coming_periods(7)
    for period, is_met in zip(periods, (True, False, True, False, False, True, True), strict=True):
        number = 150 if is_met else 149
        close(dso_a, period.starts_on, period.ends_on, number, advice=number // 2 + 1)
        night_after(period)
        assert night_after(period, days=2) == 0
    found = {"ABCDEFG"[row.period.number - 1]: row for row in PeriodEvaluation.objects.filter(site=dso_a.site_id)}
    assert [letter for letter, row in sorted(found.items()) if row.is_met] == ["A", "C", "F", "G"]
    assert [letter for letter, row in sorted(found.items()) if row.explanation_due_on] == ["B", "D", "E"]
    assert [letter for letter, row in sorted(found.items()) if row.is_breach] == ["E"]
    assert [found[letter].failures_in_row for letter in "ABCDEFG"] == [0, 1, 0, 1, 2, 0, 0]
    assert found["B"].explanation_due_on == add_working_days(periods[1].ends_on, 5)


@pytest.mark.spec("TGT-3")
def test_the_twelve_periods_are_quarters_without_a_gap_and_the_first_is_never_evaluated(
    dso_a: Association, manager_a: Any
) -> None:
    programme = Programme.objects.get(code="css_2016_2019")
    periods = list(programme.periods.order_by("number"))
    assert [period.is_checked for period in periods] == [False, *[True] * 11]
    assert (periods[0].starts_on, periods[-1].ends_on) == (date(2016, 7, 1), date(2019, 6, 30))
    for before, after in pairwise(periods):
        assert after.starts_on == before.ends_on + ONE_DAY
        assert (after.starts_on.day, after.starts_on.month % 3) == (1, 1)
    Association.objects.filter(pk=dso_a.pk).update(centre_since=periods[0].starts_on)
    evaluate()
    rows = PeriodEvaluation.objects.filter(site=dso_a.site_id).order_by("period__starts_on")
    assert [row.period for row in rows] == periods[1:]
    assert [row.failures_in_row for row in rows] == list(range(1, 12))
    # Nobody is written to about what is long past.
    assert [message.event for message in letters("result")] == [f"targets.result:{rows[10].pk}"]


@pytest.mark.spec("TGT-3")
def test_a_centre_that_began_or_ended_within_the_period_is_not_evaluated(
    dso_a: Association, dso_b: Association
) -> None:
    (period,) = coming_periods()
    Association.objects.filter(pk=dso_a.pk).update(centre_since=period.starts_on + ONE_DAY)
    Association.objects.filter(pk=dso_b.pk).update(centre_until=period.ends_on - ONE_DAY)
    assert night_after(period) == 0
    Association.objects.filter(pk=dso_b.pk).update(centre_until=period.ends_on)
    with on(period.ends_on):
        assert evaluate() == 0
    assert night_after(period) == 1
    assert evaluation_of(dso_b.site_id, period.ends_on) == of(dso_b, period)
    assert evaluation_of(dso_b.site_id, period.ends_on + ONE_DAY) is None


@pytest.mark.spec("TGT-3")
def test_the_limits_of_the_last_day_hold_and_later_records_change_nothing(dso_a: Association) -> None:
    (period,) = coming_periods()
    lower = Threshold.objects.get(code="activities_per_period", programme__code="css_2016_2019")
    lower.pk, lower.value, lower.valid_from, lower.programme = None, 120, period.ends_on, period.programme
    lower.save(force_insert=True)
    close(dso_a, period.starts_on, period.ends_on, 120, advice=60)
    night_after(period)
    close(dso_a, period.starts_on, period.ends_on, 40)
    night_after(period, days=3)
    evaluation = of(dso_a, period)
    assert (evaluation.minimum, evaluation.counted, evaluation.is_met) == (120, 120, True)


@pytest.mark.spec("TGT-4", "TGT-5")
def test_the_centre_reads_how_it_ended_and_the_union_one_summary(
    dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    periods = coming_periods(2)
    Association.objects.exclude(pk=dso_a.pk).update(centre_since=None)
    for period in periods:
        close(dso_a, period.starts_on, period.ends_on, 100, advice=10)
        night_after(period)
        night_after(period, days=2)
    first, second = letters("result")
    due = of(dso_a, periods[1]).explanation_due_on
    assert due is not None
    assert first.recipient == second.recipient == manager_a.email
    assert "porušení" not in first.text
    assert "porušení" in second.text
    assert f"/explanations/inspect/{of(dso_a, periods[1]).pk}/" in second.text
    for text in (second.subject, second.text, second.html):
        assert f"{due.day}. {due.month}. {due.year}" in text.replace("\xa0", " ")
    summaries = letters("summary")
    assert [message.event for message in summaries] == [f"targets.summary:{period.pk}" for period in periods]
    assert dso_a.short_name in summaries[1].text
    assert summaries[1].site is None


@pytest.mark.spec("TGT-5")
def test_the_union_evaluates_again_with_a_reason_and_later_periods_follow(
    dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    periods = coming_periods(3)
    for period in periods:
        close(dso_a, period.starts_on, period.ends_on, 100, advice=100)
        night_after(period)
    assert [of(dso_a, period).failures_in_row for period in periods] == [1, 2, 3]
    close(dso_a, periods[1].starts_on, periods[1].ends_on, 50)
    evaluation = of(dso_a, periods[1])
    with on(periods[2].ends_on + timedelta(days=9)):
        with pytest.raises(PermissionDenied):
            evaluate_again(evaluation=evaluation, reason="Nemoc", user=manager_a)
        with pytest.raises(ValidationError):
            evaluate_again(evaluation=evaluation, reason=" ", user=union_admin)
        evaluate_again(evaluation=evaluation, reason="Nemoc pracovnice", user=union_admin)
        today = timezone.localdate()
    rows = [of(dso_a, period) for period in periods]
    assert [(row.counted, row.failures_in_row, row.is_breach) for row in rows] == [
        (100, 1, False),
        (150, 0, False),
        (100, 1, False),
    ]
    assert rows[1].explanation_due_on is None
    assert timezone.localdate(rows[1].evaluated_at) == today
    entry = ModelLogEntry.objects.get(action="contact_centre.evaluate_again")
    assert entry.data["reason"] == "Nemoc pracovnice"
    assert (entry.data["before"]["counted"], entry.data["after"]["counted"]) == (100, 150)
    (letter,) = letters("again")
    assert "Nemoc pracovnice" in letter.text
