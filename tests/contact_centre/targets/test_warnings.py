"""Warnings while there is time: at which stage, to whom, and never twice."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal.jobs.models import OutboxMessage
from portal.jobs.registry import registered
from portal.programme.models import MonitoringPeriod, Threshold
from portal.tenancy.models import Absence, Association

from .cases import close, close_by_months, coming_periods, on

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-1")]
EARLY, LATE, MONTH = "target_warning_first_days", "target_warning_last_days", "month_warning_days"


@pytest.fixture
def period(dso_a: Association) -> MonitoringPeriod:
    """The running period; only Horní has a centre in it."""
    Association.objects.exclude(pk=dso_a.pk).update(centre_since=None)
    return coming_periods()[0]


def warned_on(day: date, hour: int = 8) -> list[tuple[str, str]]:
    """The job runs twice; which stages were written about to whom."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with on(day, hour):
        for _again in range(2):
            registered()["contact_centre.warn_of_targets"].function()
    new = OutboxMessage.objects.exclude(pk__in=before).order_by("pk")
    return [(message.event.split(":")[0].removeprefix("targets."), message.recipient) for message in new]


def test_a_centre_at_risk_is_warned_once_at_each_stage(
    dso_a: Association, manager_a: Any, period: MonitoringPeriod
) -> None:
    close_by_months(dso_a, period, (30, 30, 30), 80)
    end = period.ends_on
    assert warned_on(end - timedelta(days=31)) == []
    assert warned_on(end - timedelta(days=30), hour=6) == []
    assert warned_on(end - timedelta(days=30)) == [(EARLY, manager_a.email)]
    assert warned_on(end - timedelta(days=20)) == []
    # The day of the stage itself was missed.
    assert warned_on(end - timedelta(days=12)) == [(LATE, manager_a.email)]
    assert warned_on(end) == []
    letter = OutboxMessage.objects.get(event__startswith=f"targets.{LATE}:")
    assert f"/admin/contact_centre/targets/?period={period.pk}" in letter.text
    assert "60" in letter.text


def test_a_centre_on_track_and_one_that_is_not_evaluated_are_left_in_peace(
    dso_a: Association, dso_b: Association, manager_a: Any, manager_b: Any, period: MonitoringPeriod
) -> None:
    Association.objects.filter(pk=dso_b.pk).update(centre_since=period.starts_on + timedelta(days=1))
    close_by_months(dso_a, period, (60, 60, 40), 160)
    for days in (30, 14, 5, 0):
        assert warned_on(period.ends_on - timedelta(days=days)) == []


def test_too_little_advice_is_a_danger_too(dso_a: Association, manager_a: Any, period: MonitoringPeriod) -> None:
    close_by_months(dso_a, period, (60, 60, 60), 20)
    assert warned_on(period.ends_on - timedelta(days=14)) == [(LATE, manager_a.email)]


def test_a_month_below_its_minimum_is_warned_about_in_its_last_days(
    dso_a: Association, manager_a: Any, period: MonitoringPeriod
) -> None:
    month_end = period.starts_on.replace(day=31)
    close(dso_a, period.starts_on, period.starts_on, 24, advice=24)
    assert warned_on(month_end - timedelta(days=8)) == []
    assert warned_on(month_end - timedelta(days=7)) == [(MONTH, manager_a.email)]
    assert warned_on(month_end) == []
    close(dso_a, month_end + timedelta(days=1), month_end + timedelta(days=1), 25)
    assert warned_on(month_end + timedelta(days=28)) == []


def test_the_deputy_is_warned_in_the_managers_absence(
    dso_a: Association, manager_a: Any, editor_a: Any, period: MonitoringPeriod
) -> None:
    day = period.ends_on - timedelta(days=20)
    Absence.objects.create(site=dso_a.site, user=manager_a, deputy=editor_a, starts_on=day, ends_on=day)
    assert warned_on(day) == [(EARLY, editor_a.email)]


def test_the_union_moves_a_stage_or_switches_it_off(
    dso_a: Association, manager_a: Any, period: MonitoringPeriod
) -> None:
    Threshold.objects.filter(code=EARLY).update(value=40)
    Threshold.objects.filter(code=LATE).update(value=0)
    close_by_months(dso_a, period, (30, 30, 30), 30)
    assert warned_on(period.ends_on - timedelta(days=40)) == [(EARLY, manager_a.email)]
    assert warned_on(period.ends_on - timedelta(days=10)) == []


def test_a_period_that_is_not_checked_is_not_warned_about(dso_a: Association, manager_a: Any) -> None:
    (period,) = coming_periods(unchecked=[1])
    assert warned_on(period.ends_on - timedelta(days=10)) == []
