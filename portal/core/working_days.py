"""Czech working days: Monday to Friday without public holidays (act 245/2000, rules.md C11)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LEAST_HOLIDAYS = 10
"""The law names thirteen; a year with fewer than this is one the table doesn't know."""


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CZ", years=year))


def holidays_known_until() -> int:
    """The last year its library has holidays for; after it every weekday is a working day."""
    year: int = holidays.country_holidays("CZ").end_year
    return year


def knows_holidays_of(year: int) -> bool:
    """Whether the table has the holidays of `year`."""
    return len(_holidays(year)) >= LEAST_HOLIDAYS


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def next_working_day(day: date) -> date:
    """`day` itself if offices work on it, else the first day after it when they do."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, n: int) -> date:
    """The `n`-th working day after `day`, before it for a negative `n`; `day` itself, as it is, for 0.

    The day from which a period runs doesn't count.
    """
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days there are after `start` up to `end`, `end` included; 0 unless `end` is later.

    So many days a deadline moves when its time stood still from `start` and runs again on `end`, and so many are
    left on `start` until `end`.
    """
    days = 0
    while start < end:
        start += ONE_DAY
        days += is_working_day(start)
    return days
