"""schema.org's openingHoursSpecification of a service's hours (O5): the week, and all that departs from it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from .evaluation import PRAGUE, intervals_of, known_hours
from .osm import clock
from .public_holidays import holiday_name, is_holiday
from .schedule import DAY, WEEK, Mode, Schedule, Span, Spans, days_from
from .words import mode_text

TYPE = "OpeningHoursSpecification"
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AHEAD = timedelta(days=365)
WITHOUT_A_WEEK = 4 * WEEK
"""Days written out one by one where hours follow no plain week (seasons)."""
MIDNIGHT, LAST_MINUTE = "00:00", "23:59"


def specification(text: str, today: date | None = None) -> list[dict[str, Any]]:
    """The specifications for a year from `today` (Prague); empty when the hours are unknown.

    The week comes with `dayOfWeek`; exceptions and holidays that depart from it with `validFrom` and
    `validThrough`. Closed is opening and closing at 00:00, round the clock 00:00 to 23:59, a closing before
    the opening is the next day's, as schema.org's readers expect. Times by phone only aren't opening
    hours; those by appointment say so in `description`.
    """
    today = today or timezone.localdate(timezone=PRAGUE)
    hours = known_hours(text)
    if hours is None:
        return []
    if not isinstance(hours, Schedule):
        return [each for day in days_from(today, WITHOUT_A_WEEK) for each in _irregular(hours, day)]
    return [*_weekly(hours), *_exceptions(hours, today), *_holidays(hours, today)]


def _weekly(schedule: Schedule) -> Iterator[dict[str, Any]]:
    days: dict[Span, list[str]] = {}
    for weekday, spans in enumerate(schedule.week):
        for span in _attended(spans):
            days.setdefault(span, []).append(NAMES[weekday])
    for span, names in days.items():
        yield {"@type": TYPE, "dayOfWeek": names, **_times(span)}


def _exceptions(schedule: Schedule, today: date) -> Iterator[dict[str, Any]]:
    for dated in schedule.dated:
        if dated.last >= today and dated.first <= today + AHEAD:
            yield from _valid(dated.first, dated.last, dated.spans, dated.reason)


def _holidays(schedule: Schedule, today: date) -> Iterator[dict[str, Any]]:
    for day in days_from(today, AHEAD.days):
        if not is_holiday(day) or schedule.exception_on(day) is not None:
            continue
        spans = schedule.spans_on(day, is_holiday=True)
        if spans != schedule.week[day.weekday()]:
            yield from _valid(day, day, spans, holiday_name(day))


def _irregular(hours: Any, day: date) -> Iterator[dict[str, Any]]:
    spans = []
    for interval in intervals_of(hours, day, 1):
        starts = interval.starts.hour * 60 + interval.starts.minute
        ends = interval.ends.hour * 60 + interval.ends.minute
        spans.append(Span(starts, ends if ends > starts else ends + DAY))
    return _valid(day, day, tuple(spans), "")


def _valid(first: date, last: date, spans: Spans, name: str) -> Iterator[dict[str, Any]]:
    dates = {"@type": TYPE, "validFrom": first.isoformat(), "validThrough": last.isoformat()}
    if name:
        dates["name"] = name
    times = [_times(span) for span in _attended(spans)] or [{"opens": MIDNIGHT, "closes": MIDNIGHT}]
    for each in times:
        yield {**dates, **each}


def _attended(spans: Spans) -> list[Span]:
    """Those in which somebody may come: not by phone only, nor at no stated time."""
    return [
        span for span in spans if span.mode is not Mode.PHONE and not (span.is_whole_day and span.mode is not Mode.OPEN)
    ]


def _times(span: Span) -> dict[str, str]:
    closes = LAST_MINUTE if span.ends == DAY else clock(span.ends)
    found = {"opens": clock(span.starts), "closes": closes}
    if span.mode is not Mode.OPEN:
        found["description"] = mode_text(span.mode)
    return found
