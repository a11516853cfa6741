"""What counts for a period's targets, and the limits it is measured by (TGT-1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import OuterRef, Q, Subquery

from portal.programme.models import MonitoringPeriod, Threshold
from portal.programme.querysets import UnknownThreshold
from portal.tenancy.models import Association

from ..models import Activity

MINIMUM, MONTHLY_MINIMUM, ADVICE_SHARE = "activities_per_period", "activities_per_month", "expert_advice_share"
"""Codes of the thresholds."""


@dataclass(frozen=True)
class Limits:
    """What a centre has to reach: closed activities in the period and in each month, percent of advice."""

    minimum: int
    monthly_minimum: int
    advice_percent: Decimal


@dataclass(frozen=True)
class Count:
    """Closed activities of one centre: in the whole period, advice among them, and month by month."""

    total: int
    advice: int
    months: tuple[int, ...]

    @property
    def advice_percent(self) -> Decimal:
        """The share of advice as people read it, in whole percent; 0 without any activity.

        Never rounded up to a limit it doesn't reach: whether it is enough is for `has_share` to say.
        """
        return Decimal(self.advice * 100 // self.total) if self.total else Decimal(0)

    def has_share(self, limits: Limits) -> bool:
        """Whether enough of them are advice, reckoned exactly."""
        return self.advice * 100 >= limits.advice_percent * self.total

    def meets(self, limits: Limits) -> bool:
        """Whether the period's targets are met: the number and the share (TGT-4 speaks of these two)."""
        return self.total >= limits.minimum and self.has_share(limits)

    def meets_months(self, limits: Limits) -> bool:
        """Whether each month has its minimum."""
        return all(month >= limits.monthly_minimum for month in self.months)


def limits_on(day: date) -> Limits:
    """The limits in force on `day`, the newest ones if programmes overlap.

    Raises UnknownThreshold if one of them isn't set.
    """
    codes = (MINIMUM, MONTHLY_MINIMUM, ADVICE_SHARE)
    rows = Threshold.objects.valid_on(day).filter(code__in=codes).order_by("valid_from", "pk")
    values = dict(rows.values_list("code", "value"))
    missing = [code for code in codes if code not in values]
    if missing:
        raise UnknownThreshold(f"No threshold {missing[0]!r} is in force on {day.isoformat()}")
    return Limits(int(values[MINIMUM]), int(values[MONTHLY_MINIMUM]), values[ADVICE_SHARE])


def months_of(period: MonitoringPeriod) -> list[tuple[date, date]]:
    """First and last day of each calendar month of `period`, cut to the period."""
    months, first = [], period.starts_on
    while first <= period.ends_on:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        months.append((first, min(following - timedelta(days=1), period.ends_on)))
        first = following
    return months


def counts(period: MonitoringPeriod, site_ids: Collection[int] | None = None) -> dict[int, Count]:
    """What each association's site has closed in `period`, in one query.

    A site asked for by id is there with zeros if it has closed nothing; without `site_ids` only those that have. For
    each site the database looks into the index `activity_by_state`, once a month of the period: groups over all
    sites took it three times as long (decision 33).
    """
    associations = Association.objects.order_by()
    if site_ids is not None:
        associations = associations.filter(site__in=site_ids)
    asked = {f"month0_{m}": _closed(days) for m, days in enumerate(months_of(period))}
    asked["advice0"] = _closed((period.starts_on, period.ends_on), is_expert_advice=True)
    found = {row["site"]: _count(row, 0, period) for row in associations.values("site").annotate(**asked)}
    return found if site_ids is not None else {site: count for site, count in found.items() if count.total}


def _closed(days: tuple[date, date], **filters: Any) -> Subquery:
    """How many activities the site of the outer query closed on these days."""
    rows = Activity.objects.counted(*days).filter(site=OuterRef("site"), **filters).order_by().values("site")
    return Subquery(rows.annotate(number=CountRows("*")).values("number"))


def counts_by_period(periods: Sequence[MonitoringPeriod], site_id: int) -> dict[int, Count]:
    """What one site has closed in each of `periods`, by the period's key, in one query."""
    if not periods:
        return {}
    days = (min(period.starts_on for period in periods), max(period.ends_on for period in periods))
    row = Activity.objects.counted(*days).filter(site=site_id).aggregate(**_asked(periods))
    return {period.pk: _count(row, n, period) for n, period in enumerate(periods)}


def _asked(periods: Sequence[MonitoringPeriod]) -> dict[str, CountRows]:
    # Counted is a column of the index: the key would have to be fetched from the table.
    asked = {}
    for n, period in enumerate(periods):
        days = Q(closed_on__range=(period.starts_on, period.ends_on))
        asked[f"advice{n}"] = CountRows("closed_on", filter=days & Q(is_expert_advice=True))
        for m, month in enumerate(months_of(period)):
            asked[f"month{n}_{m}"] = CountRows("closed_on", filter=Q(closed_on__range=month))
    return asked


def _count(row: Mapping[str, Any], n: int, period: MonitoringPeriod) -> Count:
    months = tuple(row[f"month{n}_{m}"] or 0 for m, _days in enumerate(months_of(period)))
    return Count(sum(months), row[f"advice{n}"] or 0, months)
