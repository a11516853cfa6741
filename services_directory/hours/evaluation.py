"""When a service is open: now, next, this week (D4–D7). Times are those of Prague.

Days of a schedule are told by the schedule itself: an exception, else the holiday rule, else the week. What a
schedule can't hold (seasons, the first Monday of a month) the opening-hours library tells. It isn't asked for
schedules, because it cuts a night where the next day has a rule of its own and leaves the night of a day that
a rule has closed; for hours without nights the tests hold both to the same answers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from opening_hours import OpeningHours, State, validate

from .notation import from_osm
from .public_holidays import COUNTRY, holiday_name, is_holiday
from .schedule import DAY, WEEK, Dated, Mode, Schedule, days_from
from .shown import CurrentState, Day, HoursShown, Interval
from .words import holiday_line

PRAGUE = ZoneInfo("Europe/Prague")
CLOSES_SOON = timedelta(minutes=30)
LOOK_AHEAD = 400
"""Days in which the next opening is looked for; a year and a month."""


def moment(day: date, minutes: int) -> datetime:
    """Prague's time so many minutes of its clock after midnight of `day`.

    In the hour that the clock skips in spring it is the same moment on the new clock; in the hour that it
    repeats in autumn the first of the two: nobody is sent to a door that may be shut.
    """
    local = datetime(day.year, day.month, day.day, tzinfo=PRAGUE) + timedelta(minutes=minutes)
    return local.astimezone(UTC).astimezone(PRAGUE)


@lru_cache(maxsize=2_000)
def _library(text: str) -> OpeningHours:
    return OpeningHours(text, timezone=PRAGUE, country=COUNTRY, max_interval_days=366)


@lru_cache(maxsize=20_000)
def known_hours(text: str) -> "Schedule | OpeningHours | None":
    """What answers for `text`: a schedule, the library, or nothing when there are no hours or they can't be read."""
    schedule = from_osm(text)
    if schedule is not None:
        return None if schedule.is_empty else schedule
    return _library(text) if validate(text) else None


def intervals_of(hours: "Schedule | OpeningHours", first: date, count: int) -> Iterator[Interval]:
    """The intervals that begin on the `count` days from `first`, in order."""
    if isinstance(hours, Schedule):
        for day in days_from(first, count):
            for span in hours.spans_on(day, is_holiday=is_holiday(day)):
                yield Interval(moment(day, span.starts), moment(day, span.ends), "", span.mode)
        return
    for starts, ends, state, comment in hours.intervals(moment(first, 0), moment(first, count * DAY)):
        if state is State.OPEN:
            yield from _by_days(starts, ends, comment)


def _by_days(starts: datetime, ends: datetime, comment: str) -> Iterator[Interval]:
    """One interval for each day of a long one; a night's end stays with the evening it began."""
    while ends - starts > timedelta(days=1):
        midnight = moment(starts.date() + timedelta(days=1), 0)
        yield Interval(starts, midnight, comment)
        starts = midnight
    if ends > starts:
        yield Interval(starts, ends, comment)


def _today(now: datetime | None) -> date:
    return timezone.localtime(now, PRAGUE).date()


def week_table(text: str, now: datetime | None = None) -> list[Day]:
    """Monday to Sunday of the week of `now` with the times it is open; empty if there are no hours."""
    hours = known_hours(text)
    if hours is None:
        return []
    today = _today(now)
    monday = today - timedelta(days=today.weekday())
    by_day: dict[date, list[Interval]] = {day: [] for day in days_from(monday, WEEK)}
    for interval in intervals_of(hours, monday, WEEK):
        if interval.starts.date() in by_day:
            by_day[interval.starts.date()].append(interval)
    return [_day(hours, day, day == today, tuple(intervals)) for day, intervals in by_day.items()]


def _day(hours: "Schedule | OpeningHours", day: date, is_today: bool, intervals: tuple[Interval, ...]) -> Day:
    exception = hours.exception_on(day) if isinstance(hours, Schedule) else None
    names = [holiday_name(day), exception.reason if exception else ""]
    return Day(day, is_today, intervals, ", ".join(filter(None, names)), exception is not None)


def coming_exceptions(text: str, now: datetime | None = None, days: int = 60) -> list[Dated]:
    """Exceptions that hold today or begin within so many days; those that have passed have lapsed (D5)."""
    hours = known_hours(text)
    if not isinstance(hours, Schedule):
        return []
    today = _today(now)
    return [dated for dated in hours.dated if dated.last >= today and dated.first <= today + timedelta(days=days)]


def hours_shown(text: str, now: datetime | None = None) -> HoursShown | None:
    """What the page of a service shows of its hours; None when there are none."""
    hours = known_hours(text)
    if hours is None:
        return None
    rule = holiday_line(hours) if isinstance(hours, Schedule) else ""
    return HoursShown(week_table(text, now), coming_exceptions(text, now), rule)


def current_state(text: str, now: datetime | None = None) -> CurrentState | None:
    """Open or closed at `now` and until when; None when the hours are unknown (D7). To the minute."""
    instant = _utc(timezone.localtime(now, PRAGUE)).replace(second=0, microsecond=0)
    return _state_at(text, instant)


@lru_cache(maxsize=10_000)
def _state_at(text: str, instant: datetime) -> CurrentState | None:
    """The state at a minute (UTC), for the visitors who come in it."""
    hours = known_hours(text)
    if hours is None:
        return None
    now = instant.astimezone(PRAGUE)
    if isinstance(hours, OpeningHours) and hours.is_unknown(now):
        return None
    yesterday = now.date() - timedelta(days=1)
    coming = joined(intervals_of(hours, yesterday, LOOK_AHEAD), now)
    interval = next(coming, None)
    if interval is None:
        return CurrentState(at=now, is_open=False, closes_soon=False, until=None, until_today=False)
    if _utc(interval.starts) > _utc(now):
        return CurrentState(
            at=now,
            is_open=False,
            closes_soon=False,
            until=interval.starts,
            until_today=interval.starts.date() == now.date(),
            mode=interval.mode,
            is_whole_day=interval.is_only_mode,
        )
    ends_in = _utc(interval.ends) - _utc(now)
    until = interval.ends if ends_in <= timedelta(days=WEEK) else None
    return CurrentState(
        at=now,
        is_open=True,
        closes_soon=until is not None and ends_in <= CLOSES_SOON,
        until=until,
        until_today=until is not None and until.date() == now.date(),
        mode=interval.mode,
        only_this_way_today=interval.mode is not Mode.OPEN and _all_of(coming, interval.mode, now.date()),
    )


def _all_of(intervals: Iterable[Interval], mode: Mode, day: date) -> bool:
    """Whether all of `day`'s further intervals are of `mode`."""
    for interval in intervals:
        if interval.starts.date() != day:
            break
        if interval.mode is not mode:
            return False
    return True


def _utc(time: datetime) -> datetime:
    # Two times of one zone would be compared by their clocks, wrongly in the hour that is repeated.
    return time.astimezone(UTC)


def joined(intervals: Iterable[Interval], now: datetime) -> Iterator[Interval]:
    """Intervals that end after `now`, those that follow each other without a gap in the same way as one."""
    current: Interval | None = None
    for interval in intervals:
        if _utc(interval.ends) <= _utc(now):
            continue
        if current is None:
            current = interval
        elif _utc(interval.starts) > _utc(current.ends):
            yield current
            current = interval
        elif interval.mode is current.mode:
            current = replace(current, ends=max(current.ends, interval.ends, key=_utc))
            if _utc(current.ends) - _utc(now) > timedelta(days=WEEK + 1) and _utc(current.starts) <= _utc(now):
                break
        else:
            # A night's tail gives way to what the new day says.
            if _utc(interval.starts) > _utc(now):
                yield replace(current, ends=interval.starts)
            current = interval
    if current is not None:
        yield current
