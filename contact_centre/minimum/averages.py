"""How many activities centres close on average in a period: what a change of the minimum is based on (TGT-2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, MonitoringPeriod
from portal.programme.querysets import UnknownThreshold, threshold

from ..models import Activity
from ..targets.taking_part import centres_of
from .rules import ONE_DAY

LAST_DAYS = "minimum_average_last_days"
"""Code of the threshold: how many days before the change the counted time ends (from 1 October to 15 September)."""


@dataclass(frozen=True)
class PeriodAverage:
    """One period, as far as it lies in the counted time: its share of days, its centres, what they closed."""

    period: MonitoringPeriod
    starts_on: date
    ends_on: date
    share: Decimal
    centres: int
    closed: int

    @property
    def average(self) -> Decimal | None:
        """Closed activities of one centre, reckoned for the whole period."""
        return Decimal(self.closed) / (self.centres * self.share) if self.centres else None


@dataclass(frozen=True)
class Average:
    """The counted time and what all centres closed in it."""

    starts_on: date
    ends_on: date
    periods: list[PeriodAverage]

    @property
    def per_period(self) -> Decimal | None:
        """Closed activities of one centre in one whole period; None if there was no centre."""
        weight = sum((row.centres * row.share for row in self.periods), Decimal(0))
        return Decimal(sum(row.closed for row in self.periods)) / weight if weight else None


def average_before(deadline: Deadline) -> Average:
    """The average for a change at `deadline`: from the change before it (the programme's beginning) on.

    Up to yesterday while that time still runs. A period counts for the centres that take part in the whole of it, in
    proportion to its days in the counted time.
    """
    earlier = Deadline.objects.filter(
        kind=DeadlineKind.ACTIVITY_MINIMUM_CHANGE, programme=deadline.programme_id, due_on__lt=deadline.due_on
    )
    last: date | None = earlier.order_by("-due_on").values_list("due_on", flat=True).first()
    first = last + ONE_DAY if last else deadline.programme.starts_on
    # Days to come say nothing yet: they would only make the average smaller.
    yesterday = timezone.localdate() - ONE_DAY
    until = min(deadline.due_on - timedelta(days=_last_days(deadline.due_on)), yesterday)
    periods = deadline.programme.periods.filter(starts_on__lte=until, ends_on__gte=first).order_by("starts_on")
    return Average(first, until, _of_periods(list(periods), first, until) if first <= until else [])


def _of_periods(periods: list[MonitoringPeriod], first: date, until: date) -> list[PeriodAverage]:
    spans = {n: (max(period.starts_on, first), min(period.ends_on, until)) for n, period in enumerate(periods)}
    sums = {f"closed{n}": Count("closed_on", filter=Q(closed_on__range=span)) for n, span in spans.items()}
    rows = Activity.objects.counted(first, until).order_by().values("site").annotate(**sums) if periods else []
    closed = {row["site"]: row for row in rows}
    found = []
    for n, period in enumerate(periods):
        sites = set(centres_of(period).values_list("site", flat=True))
        start, end = spans[n]
        share = Decimal((end - start).days + 1) / ((period.ends_on - period.starts_on).days + 1)
        total = sum(closed[site][f"closed{n}"] for site in sites if site in closed)
        found.append(PeriodAverage(period, start, end, share, len(sites), total))
    return found


def _last_days(day: date) -> int:
    try:
        return int(threshold(LAST_DAYS, on=day))
    except UnknownThreshold:
        # A programme loaded before this limit was known: everything up to the change counts.
        return 0
