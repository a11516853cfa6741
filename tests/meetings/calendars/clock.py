"""Hours that calendars get wrong, in years to come: nothing here grows old."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PRAGUE = ZoneInfo("Europe/Prague")


def last_sunday(month: int) -> date:
    """The Sunday in March or October, of the year after next, on which the clock is changed."""
    day = date(timezone.localdate().year + 2, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def leap_day() -> date:
    year = timezone.localdate().year + 1
    while year % 4:
        year += 1
    return date(year, 2, 29)


def at(day: date, hour: int, minute: int = 30, *, fold: int = 0) -> datetime:
    """This time of day in Prague, the later of two with `fold`, as UTC: within a zone Python takes the two for one."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PRAGUE, fold=fold).astimezone(UTC)


def hard_hours() -> dict[str, tuple[datetime, datetime | None]]:
    """Beginnings and ends, by what is hard about them."""
    spring, autumn, leap = last_sunday(3), last_sunday(10), leap_day()
    eve = date(timezone.localdate().year + 1, 12, 31)
    day = timedelta(days=1)
    return {
        "before the hour that is missing": (at(spring, 1), at(spring, 3)),
        "after it": (at(spring, 3), None),
        "over the midnight before it": (at(spring - day, 23), at(spring, 4)),
        "before the hour that comes twice": (at(autumn, 1), at(autumn, 3)),
        "in it for the first time": (at(autumn, 2), at(autumn, 4)),
        "in it for the second time": (at(autumn, 2, fold=1), None),
        "over the midnight before it again": (at(autumn - day, 23), at(autumn, 3)),
        "over the end of the year": (at(eve, 23), at(eve + day, 0)),
        "on the leap day, over midnight": (at(leap, 22), at(leap + day, 0)),
    }


HARD = tuple(hard_hours())
