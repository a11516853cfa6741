"""What counts for the targets of a period, and how a period stands on a day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contact_centre.models import PeriodEvaluation
from contact_centre.targets.counting import Count, Limits, counts
from contact_centre.targets.nightly import evaluate
from contact_centre.targets.progress import Pace, Progress, progress_in, progress_of
from portal.core.working_days import is_working_day
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from .cases import NEXT_YEAR, ONE_DAY, close, close_by_months, coming_periods, on, quarters

LIMITS = Limits(150, 25, Decimal("50.00"))


@pytest.mark.django_db
@pytest.mark.spec("TGT-1")
@pytest.mark.parametrize(
    ("months", "advice", "is_met", "are_months_met"),
    [
        pytest.param((50, 25, 75), 75, True, True, id="table-1-of-the-methodology"),
        pytest.param((50, 25, 74), 75, False, True, id="one-activity-less"),
        pytest.param((51, 24, 75), 75, True, False, id="a-month-with-24"),
        pytest.param((50, 25, 75), 74, False, True, id="one-advice-less"),
    ],
)
def test_a_period_is_met_by_number_and_share_of_advice(
    dso_a: Association, months: tuple[int, ...], advice: int, is_met: bool, are_months_met: bool
) -> None:
    (period,) = coming_periods()
    close_by_months(dso_a, period, months, advice)
    with on(period.ends_on + ONE_DAY):
        evaluate()
    evaluation = PeriodEvaluation.objects.get(site=dso_a.site_id)
    assert (evaluation.counted, evaluation.advice, evaluation.months) == (sum(months), advice, list(months))
    assert (evaluation.is_met, evaluation.are_months_met) == (is_met, are_months_met)


@pytest.mark.django_db
@pytest.mark.spec("TGT-1")
def test_only_what_was_closed_on_the_periods_days_counts(dso_a: Association, dso_b: Association) -> None:
    (period,) = coming_periods()
    close(dso_a, period.starts_on, period.starts_on, 2, advice=1)
    close(dso_a, period.ends_on, period.ends_on, 3)
    close(dso_a, period.starts_on - ONE_DAY, period.starts_on - ONE_DAY, 5)
    close(dso_a, period.ends_on + ONE_DAY, period.ends_on + ONE_DAY, 5)
    for status in ("open", "cancelled"):
        close(dso_a, period.starts_on, period.starts_on, 4, status=status)
    close(dso_b, period.starts_on, period.starts_on, 7, advice=7)
    assert counts(period, [dso_a.site_id]) == {dso_a.site_id: Count(5, 1, (2, 0, 3))}


@pytest.mark.django_db
def test_any_number_of_sites_is_one_query(
    dso_a: Association, dso_b: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    (period,) = coming_periods()
    close(dso_a, period.starts_on, period.ends_on, 4)
    assert len(queries(lambda: counts(period))) == 1
    assert counts(period).keys() == {dso_a.site_id}
    asked = counts(period, [dso_a.site_id, dso_b.site_id])
    assert asked[dso_b.site_id] == Count(0, 0, (0, 0, 0))


def standing(closed: int, advice: int, days_before_end: int) -> Progress:
    first, last = quarters(1)[0]
    day = last - timedelta(days=days_before_end)
    period = MonitoringPeriod(number=1, starts_on=first, ends_on=last)
    return progress_in(period, Count(closed, advice, (closed, 0, 0)), LIMITS, day)


@pytest.mark.spec("TGT-1")
@pytest.mark.parametrize(
    ("closed", "advice", "days_before_end", "state"),
    [
        (150, 75, 30, Pace.MET),
        (150, 74, 30, Pace.AT_RISK),
        (149, 149, 1, Pace.ON_TRACK),
        (40, 40, 30, Pace.AT_RISK),
        (0, 0, 88, Pace.ON_TRACK),
        (149, 149, -1, Pace.MISSED),
        (150, 75, -1, Pace.MET),
    ],
)
def test_a_period_is_met_on_track_at_risk_or_missed(
    closed: int, advice: int, days_before_end: int, state: Pace
) -> None:
    assert standing(closed, advice, days_before_end).state == state


@pytest.mark.spec("TGT-1")
def test_the_forecast_is_the_pace_of_czech_working_days() -> None:
    first, last = quarters(1)[0]
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    whole = sum(map(is_working_day, days))
    progress = standing(60, 30, 45)
    gone = sum(is_working_day(day) for day in days if day <= progress.on)
    assert progress.forecast == round(60 * whole / gone)
    assert progress.missing == 90
    left = sum(is_working_day(day) for day in days if day >= progress.on)
    assert progress.per_week_needed == -(-90 * 5 // left)
    assert standing(60, 30, 0).per_week_needed == 90
    # The New Year's holiday is no working day: nothing has gone by, and nothing is forecast from it.
    assert standing(2, 1, (last - first).days).forecast == 2


@pytest.mark.spec("TGT-1")
@pytest.mark.parametrize(("closed", "advice"), [(0, 0), (100, 20), (100, 60), (149, 74), (150, 74), (200, 80), (7, 7)])
def test_as_many_as_are_missing_is_just_enough(closed: int, advice: int) -> None:
    progress = standing(closed, advice, 30)
    more, of_them = progress.to_close, progress.missing_advice
    assert Count(closed + more, advice + of_them, ()).meets(LIMITS)
    if more:
        assert not Count(closed + more - 1, advice + min(of_them, more - 1), ()).meets(LIMITS)
    if of_them and more > of_them:
        assert not Count(closed + more, advice + of_them - 1, ()).meets(LIMITS)


@pytest.mark.django_db
def test_no_period_no_limits_and_no_centre_mean_no_progress(dso_a: Association) -> None:
    assert progress_of(dso_a.site_id) is None
    coming_periods()
    day = date(NEXT_YEAR, 2, 1)
    assert progress_of(dso_a.site_id, day) is not None
    Association.objects.filter(pk=dso_a.pk).update(centre_until=day - ONE_DAY)
    assert progress_of(dso_a.site_id, day) is None
