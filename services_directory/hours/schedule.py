"""Opening hours as an editor thinks of them: a week, a rule for public holidays, dated exceptions (D4–D6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

HOUR = 60
DAY = 24 * HOUR
NOON = 12 * HOUR
WEEK = 7
SUNDAY = 6
SHORTEST_RANGE = 3
"""Fewer days that follow each other are written one by one: "Sa, Su", not "Sa–Su"."""


class Mode(models.TextChoices):
    """How one may come in a time that the service gives."""

    OPEN = "open", pgettext_lazy("hours", "open")
    APPOINTMENT = "appointment", pgettext_lazy("hours", "by appointment")
    PHONE = "phone", pgettext_lazy("hours", "by phone only")


class HolidayRule(models.TextChoices):
    """What holds on public holidays."""

    CLOSED = "closed", pgettext_lazy("holiday rule", "closed")
    AS_USUAL = "as_usual", pgettext_lazy("holiday rule", "as on other days")
    AS_SUNDAY = "as_sunday", pgettext_lazy("holiday rule", "as on Sunday")
    OWN = "own", pgettext_lazy("holiday rule", "own hours")


@dataclass(frozen=True, order=True)
class Span:
    """A time of a day in minutes from its midnight; `ends` beyond 24 h lies in the next day."""

    starts: int
    ends: int
    mode: Mode = Mode.OPEN

    @classmethod
    def of(cls, starts: str, ends: str, mode: Mode = Mode.OPEN) -> "Span":
        """The span from "8:00" to "12:00"; an end that isn't after the start is the next day's."""
        first, last = (int(hours) * HOUR + int(minutes) for hours, minutes in (starts.split(":"), ends.split(":")))
        return cls(first, last if last > first else last + DAY, mode)

    @property
    def is_whole_day(self) -> bool:
        return (self.starts, self.ends) == (0, DAY)

    @property
    def is_overnight(self) -> bool:
        return self.ends > DAY


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Dated:
    """An exception of the days `first` to `last`: closed if there are no spans (D5)."""

    first: date
    last: date
    spans: Spans = ()
    reason: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Schedule:
    """`week` from Monday to Sunday; `holidays` is None only until somebody says what holds on them (D6)."""

    week: tuple[Spans, ...] = ((),) * WEEK
    holidays: HolidayRule | None = None
    holiday_spans: Spans = ()
    dated: tuple[Dated, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is known: no time and no exception."""
        return not (any(self.week) or self.holiday_spans or self.dated)

    def exception_on(self, day: date) -> Dated | None:
        return next((dated for dated in self.dated if dated.covers(day)), None)

    def spans_on(self, day: date, *, is_holiday: bool) -> Spans:
        """The spans that begin on `day`: an exception beats the holiday rule, that beats the week."""
        exception = self.exception_on(day)
        if exception is not None:
            return exception.spans
        if is_holiday and self.holidays == HolidayRule.CLOSED:
            return ()
        if is_holiday and self.holidays == HolidayRule.OWN:
            return self.holiday_spans
        if is_holiday and self.holidays == HolidayRule.AS_SUNDAY:
            return self.week[SUNDAY]
        return self.week[day.weekday()]

    def from_day(self, today: date) -> "Schedule":
        """The same without exceptions that have passed (D5)."""
        kept = tuple(dated for dated in self.dated if dated.last >= today)
        return Schedule(self.week, self.holidays, self.holiday_spans, kept)

    def to_osm(self) -> str:
        """The canonical string in OpenStreetMap's notation; raises ValueError if there are faults."""
        from .osm import to_osm

        return to_osm(self)

    def faults(self) -> list["Fault"]:
        """What can't be: overlaps within a day and over midnight, ends before starts, dates the wrong way (D4)."""
        found = []
        for weekday, spans in enumerate(self.week):
            found += [Fault(("week", weekday, place), text) for place, text in span_faults(spans)]
        found += _over_midnight(self.week)
        found += [Fault(("holidays", 0, place), text) for place, text in span_faults(self.holiday_spans)]
        for number, dated in enumerate(self.dated):
            found += [Fault(("dated", number, place), text) for place, text in span_faults(dated.spans)]
            found += [Fault(("dated", number, None), text) for text in _date_faults(dated, self.dated[:number])]
        return found


@dataclass(frozen=True)
class Fault:
    """What is wrong at `place`: section ("week", "holidays", "dated"), row, span in the row (None: the row)."""

    place: tuple[str, int, int | None]
    text: "str | StrPromise"


OVERLAP = _("This time overlaps with another one.")
TOO_LONG = _("The end must be after the start; a night's end is by noon of the next day at the latest.")
EMPTY = _("The end must be after the start.")
INTO_NEXT_DAY = _("This time runs into the next day's hours.")
LAST_BEFORE_FIRST = _("The last day is before the first one.")
DATES_OVERLAP = _("Another exception covers some of these days.")


def span_faults(spans: Sequence[Span]) -> list[tuple[int, "str | StrPromise"]]:
    """Faults of one day's spans in any order, each with the place of the span."""
    found: list[tuple[int, str | StrPromise]] = []
    for place, span in enumerate(spans):
        if not 0 <= span.starts < DAY or span.ends <= span.starts:
            found.append((place, EMPTY))
        elif span.is_overnight and (span.ends > DAY + NOON or span.ends >= span.starts + DAY):
            found.append((place, TOO_LONG))
        elif any(span.starts < other.ends and other.starts < span.ends for other in spans[:place]):
            found.append((place, OVERLAP))
    return found


def _over_midnight(week: Sequence[Spans]) -> list[Fault]:
    found = []
    for weekday, spans in enumerate(week):
        following = week[(weekday + 1) % WEEK]
        for place, span in enumerate(spans):
            # A night before a day that is open round the clock simply goes on.
            starts = [other.starts for other in following if not (other.is_whole_day and other.mode == span.mode)]
            if span.is_overnight and any(start < span.ends - DAY for start in starts):
                found.append(Fault(("week", weekday, place), INTO_NEXT_DAY))
    return found


def _date_faults(dated: Dated, earlier: Sequence[Dated]) -> list["str | StrPromise"]:
    if dated.last < dated.first:
        return [LAST_BEFORE_FIRST]
    if any(dated.first <= other.last and other.first <= dated.last for other in earlier):
        return [DATES_OVERLAP]
    nights = [span.ends - DAY for span in dated.spans if span.is_overnight]
    if nights and dated.last > dated.first and min(span.starts for span in dated.spans) < max(nights):
        return [INTO_NEXT_DAY]
    return []


def days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(count))


def runs_of(days: Sequence[int]) -> list[list[int]]:
    """Weekdays in order, those that follow each other together."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
