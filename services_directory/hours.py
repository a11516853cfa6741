"""Opening hours in the notation of OpenStreetMap: checked, and shown for a week with Czech holidays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from opening_hours import OpeningHours, State, validate

PRAGUE = ZoneInfo("Europe/Prague")
COUNTRY = "CZ"
CLOSES_SOON = timedelta(minutes=30)
WEEK = 7


@dataclass(frozen=True)
class Interval:
    """A time during which the service is open; `ends` may lie in the next day. `comment` as the editor wrote it."""

    starts: datetime
    ends: datetime
    comment: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the week's table."""

    day: date
    is_today: bool
    intervals: tuple[Interval, ...]


@dataclass(frozen=True)
class CurrentState:
    """Whether the service is open; `until` is the next change (Prague time), None when there is none in a week."""

    is_open: bool
    closes_soon: bool
    until: datetime | None
    until_today: bool


def validate_opening_hours(value: str) -> None:
    """Raise ValidationError unless `value` is written in the notation of OpenStreetMap."""
    if not validate(value):
        raise ValidationError(
            _("This can't be read as opening hours. An example: Mo-Fr 08:00-12:00,13:00-16:30; PH off"),
            code="opening_hours",
        )


@lru_cache(maxsize=512)
def _evaluated(text: str) -> OpeningHours:
    return OpeningHours(text, timezone=PRAGUE, country=COUNTRY, max_interval_days=366)


def _readable(text: str) -> OpeningHours | None:
    return _evaluated(text) if text and validate(text) else None


def week_table(text: str, now: datetime | None = None) -> list[Day]:
    """Monday to Sunday of the week of `now` with the times it is open; empty if there are no hours."""
    hours = _readable(text)
    if hours is None:
        return []
    today = timezone.localtime(now, PRAGUE).date()
    monday = today - timedelta(days=today.weekday())
    start = datetime(monday.year, monday.month, monday.day, tzinfo=PRAGUE)
    sunday_night = monday + timedelta(days=WEEK)
    end = datetime(sunday_night.year, sunday_night.month, sunday_night.day, tzinfo=PRAGUE)
    by_day: dict[date, list[Interval]] = {monday + timedelta(days=n): [] for n in range(WEEK)}
    for starts, ends, state, comment in hours.intervals(start, end):
        if state is State.OPEN:
            for interval in _by_days(starts, ends, comment):
                if interval.starts.date() in by_day:
                    by_day[interval.starts.date()].append(interval)
    return [Day(day, day == today, tuple(intervals)) for day, intervals in by_day.items()]


def _by_days(starts: datetime, ends: datetime, comment: str) -> list[Interval]:
    """One interval for each day of a long one; a night's end stays with the evening it began."""
    parts = []
    while ends - starts > timedelta(days=1):
        following = starts.date() + timedelta(days=1)
        midnight = datetime(following.year, following.month, following.day, tzinfo=PRAGUE)
        parts.append(Interval(starts, midnight, comment))
        starts = midnight
    if ends > starts:
        parts.append(Interval(starts, ends, comment))
    return parts


def current_state(text: str, now: datetime | None = None) -> CurrentState | None:
    """Open or closed at `now` and until when; None when the hours are unknown (D7)."""
    hours = _readable(text)
    if hours is None:
        return None
    moment = timezone.localtime(now, PRAGUE)
    if hours.is_unknown(moment):
        return None
    is_open = hours.is_open(moment)
    until = hours.next_change(moment)
    if until is not None and until - moment > timedelta(days=WEEK):
        until = None
    return CurrentState(
        is_open=is_open,
        closes_soon=is_open and until is not None and until - moment <= CLOSES_SOON,
        until=until,
        until_today=until is not None and until.date() == moment.date(),
    )
