"""How a centre stands in a period: what it has, what it will have at this pace, what it lacks (TGT-1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.working_days import working_days_between
from portal.programme.models import MonitoringPeriod
from portal.programme.querysets import UnknownThreshold, period_of

from .counting import Count, Limits, counts, limits_on, months_of
from .taking_part import centres_on

SETTLES_AFTER = 5
"""Working days gone before a pace is taken for a danger: one quiet day at the beginning says nothing."""
WORKING_WEEK = 5
ONE_DAY = timedelta(days=1)


class Pace(models.TextChoices):
    """How a period stands."""

    MET = "met", _("met")
    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    MISSED = "missed", _("not met")


@dataclass(frozen=True)
class Progress:
    """How one centre stands in `period` on the day `on`, with the limits of the period's last day.

    `forecast`: closed so far ÷ working days gone (today among them) × working days of the period.
    """

    period: MonitoringPeriod
    on: date
    count: Count
    limits: Limits
    forecast: int
    state: Pace

    @property
    def missing(self) -> int:
        """How many closed activities are missing to the minimum."""
        return max(0, self.limits.minimum - self.count.total)

    @property
    def missing_advice(self) -> int:
        """How many of the activities still to be closed have to be advice."""
        total, advice = max(self.count.total, self.limits.minimum), self.count.advice
        share = self.limits.advice_percent / 100
        needed = _up(share * total) - advice
        if needed > self.missing and share < 1:
            # Beyond the minimum every advice also makes the whole larger.
            needed = _up((share * self.count.total - advice) / (1 - share))
        return max(0, needed)

    @property
    def to_close(self) -> int:
        """How many activities have to be closed yet for both targets."""
        return max(self.missing, self.missing_advice)

    @property
    def days_left(self) -> int:
        """Days after this one until the period ends; 0 on its last day and later."""
        return max(0, (self.period.ends_on - self.on).days)

    @property
    def working_days(self) -> int:
        """Working days of the whole period."""
        return _working_days(self.period.starts_on, self.period.ends_on)

    @property
    def working_days_gone(self) -> int:
        """Working days of the period up to today, today among them."""
        return _working_days(self.period.starts_on, min(self.on, self.period.ends_on))

    @property
    def is_settled(self) -> bool:
        """Whether the forecast says something yet."""
        return self.working_days_gone > SETTLES_AFTER

    @property
    def per_week_needed(self) -> int:
        """How many a week are needed from today on; all of them where less than a week is left."""
        weeks = Decimal(_working_days(self.on, self.period.ends_on)) / WORKING_WEEK
        return _up(self.to_close / max(weeks, Decimal(1)))

    @property
    def months(self) -> list[tuple[date, date, int]]:
        """First day, last day and count of each month."""
        return [(*days, n) for days, n in zip(months_of(self.period), self.count.months, strict=True)]

    @property
    def short_months(self) -> list[tuple[date, date, int]]:
        """Months that are over and have less than the monthly minimum."""
        return [month for month in self.months if month[1] < self.on and month[2] < self.limits.monthly_minimum]

    @property
    def month(self) -> tuple[date, date, int]:
        """The month `on` falls into, the last one once the period is over."""
        return next((month for month in self.months if month[0] <= self.on <= month[1]), self.months[-1])

    @property
    def is_month_short(self) -> bool:
        """Whether that month hasn't reached the monthly minimum yet."""
        return self.month[2] < self.limits.monthly_minimum


def progress_of(site_id: int, on: date | None = None) -> Progress | None:
    """How the centre stands in the period that runs on a day; None without a period, its limits or a running centre."""
    return _progress(on, [site_id]).get(site_id)


def progress_by_site(on: date | None = None) -> dict[int, Progress]:
    """How every running centre stands in the period that runs on a day; empty without one."""
    return _progress(on, None)


def progress_in(period: MonitoringPeriod, count: Count, limits: Limits, on: date) -> Progress:
    """`count` of `period` as it looks on the day `on`."""
    gone = _working_days(period.starts_on, min(on, period.ends_on))
    whole = _working_days(period.starts_on, period.ends_on)
    forecast = round(count.total * whole / gone) if gone else count.total
    return Progress(period, on, count, limits, forecast, _state(period, count, limits, on, forecast, gone))


def _progress(on: date | None, site_ids: Collection[int] | None) -> dict[int, Progress]:
    day = on or timezone.localdate()
    period = period_of(day)
    if period is None:
        return {}
    centres = centres_on(day)
    if site_ids is not None:
        centres = centres.filter(site__in=site_ids)
    sites = list(centres.values_list("site", flat=True))
    if not sites:
        return {}
    # As the evaluation will reckon: a change announced for a day within the period holds for the whole of it.
    try:
        limits = limits_on(period.ends_on)
    except UnknownThreshold:
        # The Union has made the programme but not its limits yet: nothing to measure by, and nobody's page breaks.
        return {}
    found = counts(period, sites)
    return {site_id: progress_in(period, found[site_id], limits, day) for site_id in sites}


def _state(period: MonitoringPeriod, count: Count, limits: Limits, on: date, forecast: int, gone: int) -> Pace:
    if count.meets(limits):
        return Pace.MET
    if on > period.ends_on:
        return Pace.MISSED
    enough = forecast >= limits.minimum and count.has_share(limits)
    return Pace.ON_TRACK if enough or gone <= SETTLES_AFTER else Pace.AT_RISK


@lru_cache(maxsize=256)
def _working_days(first: date, last: date) -> int:
    """Working days from `first` to `last`, both included."""
    return working_days_between(first - ONE_DAY, last)


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
