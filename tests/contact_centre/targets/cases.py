"""Periods of the years to come, and activities closed in them by the dozen."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

from django.utils import timezone
from time_machine import travel

from contact_centre.enums import ActivityStatus
from contact_centre.models import Activity
from portal.programme.models import MonitoringPeriod, Programme
from portal.tenancy.models import Association

from ..factories import make_activity, output

NEXT_YEAR = timezone.localdate().year + 1
MONTHS = ((1, 31), (2, 28), (3, 31))
ONE_DAY = timedelta(days=1)
_numbers = count(1)


def quarters(number: int) -> list[tuple[date, date]]:
    """First and last days of so many quarters from the beginning of next year on."""
    firsts = [date(NEXT_YEAR + n // 4, 3 * (n % 4) + 1, 1) for n in range(number + 1)]
    return [(first, following - ONE_DAY) for first, following in pairwise(firsts)]


def coming_periods(number: int = 1, *, unchecked: Sequence[int] = ()) -> list[MonitoringPeriod]:
    """A programme of so many quarters; the methodology's limits hold in it."""
    days = quarters(number)
    programme = Programme.objects.create(
        code="coming", name="Příští program", starts_on=days[0][0], ends_on=days[-1][1]
    )
    rows = [
        MonitoringPeriod(programme=programme, number=n, starts_on=first, ends_on=last, is_checked=n not in unchecked)
        for n, (first, last) in enumerate(days, start=1)
    ]
    return MonitoringPeriod.objects.bulk_create(rows)


def close(
    association: Association, first: date, last: date, number: int, *, advice: int = 0, status: str = "closed"
) -> None:
    """`number` activities of these days, `advice` of them expert advice, spread over all of them."""
    pattern = make_activity(association, started_on=first)
    same = {field.attname: getattr(pattern, field.attname) for field in Activity._meta.concrete_fields}
    for name in ("id", "reference", "status", "closed_on", "is_expert_advice"):
        same.pop(name)
    is_closed = status == ActivityStatus.CLOSED
    if is_closed:
        same |= {"output_id": output().pk, "output_description": "Hotovo."}
    length = (last - first).days + 1
    Activity.objects.bulk_create(
        Activity(
            **same,
            reference=f"T-{next(_numbers)}",
            status=status,
            closed_on=first + timedelta(days=n % length) if is_closed else None,
            is_expert_advice=n < advice,
        )
        for n in range(number)
    )


def close_by_months(association: Association, period: MonitoringPeriod, months: Sequence[int], advice: int) -> None:
    """So many activities in each month of `period`, the first `advice` of them expert advice."""
    first = period.starts_on
    for number in months:
        following = (first + timedelta(days=32)).replace(day=1)
        of_month = min(advice, number)
        close(association, first, following - ONE_DAY, number, advice=of_month)
        first, advice = following, advice - of_month


@contextmanager
def on(day: date, hour: int = 9) -> Iterator[None]:
    """At work on a day to come."""
    with travel(datetime.combine(day, time(hour), ZoneInfo("Europe/Prague")), tick=False):
        yield
