"""Reads OpenStreetMap's notation back into a schedule, where a schedule can hold all that it says."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from opening_hours import validate

from .osm import ALWAYS, BEFORE_REASON, DAYS, MONTHS, ROUND_THE_CLOCK, WORDS
from .schedule import SUNDAY, WEEK, Dated, HolidayRule, Mode, Schedule, Span, Spans

CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
SPAN = rf"{CLOCK}-{CLOCK}"
WEEKDAY = rf"(?:{'|'.join(DAYS)})"
WEEKDAYS = rf"(?:{WEEKDAY}(?:-{WEEKDAY})?|PH)"
DATE = rf"\d{{4}} (?:{'|'.join(MONTHS)}) \d{{1,2}}"
RULE = re.compile(
    rf"(?P<sign>^|\s*[;,]\s*)"
    rf"(?:(?P<from>{DATE})(?:-(?P<to>{DATE}|(?:(?:{'|'.join(MONTHS)}) )?\d{{1,2}}))?\s*|"
    rf"(?P<days>{WEEKDAYS}(?:,\s?{WEEKDAYS})*)\s*)?"
    rf"(?P<times>24/7|{SPAN}(?:,\s?{SPAN})*)?\s*"
    r"(?P<state>off|closed|open)?\s*"
    r'(?:"(?P<comment>[^"]*)")?(?=\s*[;,]|\s*$)'
)
APPOINTMENT_WORDS = re.compile(r"(na|po|dle|podle) objedn(ání|ávku|ávky)|by appointment", re.IGNORECASE)
PHONE_WORDS = re.compile(r"(jen |pouze )?(po telefonu|telefonicky)|(by )?phone only", re.IGNORECASE)


class NotHeldError(Exception):
    """The notation says something that a schedule can't hold."""


def validate_opening_hours(value: str) -> None:
    """Raise ValidationError unless `value` is written in the notation of OpenStreetMap."""
    if not validate(value):
        raise ValidationError(
            _("This can't be read as opening hours. An example: Mo-Fr 08:00-12:00,13:00-16:30; PH off"),
            code="opening_hours",
        )


@lru_cache(maxsize=20_000)
def from_osm(text: str) -> Schedule | None:
    """The schedule that `text` says; None if it can't be held without loss. "" is an empty schedule."""
    text = text.strip()
    if not text:
        return Schedule()
    # What our reading leaves open (a date that doesn't exist, a length) the library decides.
    if not validate(text):
        return None
    with suppress(NotHeldError, ValueError):
        reader = _Reader()
        at = 0
        while at < len(text):
            match = RULE.match(text, at)
            if match is None or match.end() == at:
                return None
            reader.take(match)
            at = match.end()
        return reader.schedule()
    return None


@dataclass
class _Reader:
    """Takes rule by rule, in the order in which later ones override earlier ones."""

    week: list[Spans] = field(default_factory=lambda: [()] * WEEK)
    holidays: HolidayRule = HolidayRule.AS_USUAL
    holiday_spans: Spans = ()
    dated: list[Dated] = field(default_factory=list)

    def take(self, match: "re.Match[str]") -> None:
        adds = match["sign"].strip() == ","
        if match["from"]:
            self._take_dates(match, adds)
            return
        mode, reason = _mode_and_reason(match["comment"] or "")
        if reason or self.dated:
            raise NotHeldError
        self._take_days(_days(match["days"]), _spans(match, mode), adds)

    def _take_days(self, days: set[str], spans: Spans, adds: bool) -> None:
        weekdays = [DAYS.index(day) for day in days if day in DAYS]
        rule = self._holiday_rule(days)
        # A weekday's rule after one for holidays would override it when the holiday is that weekday.
        # An addition must go on where the rule before it was.
        if (rule is None or adds) and rule != (None if self.holidays == HolidayRule.AS_USUAL else self.holidays):
            raise NotHeldError
        if rule is not None:
            self.holidays = rule
        for day in weekdays:
            self.week[day] = self.week[day] + spans if adds else spans
        if rule is HolidayRule.OWN:
            self.holiday_spans = self.holiday_spans + spans if adds else spans
            if not self.holiday_spans:
                self.holidays = HolidayRule.CLOSED

    def _holiday_rule(self, days: set[str]) -> HolidayRule | None:
        """The rule that mentioning holidays among `days` makes; None where they aren't mentioned."""
        if "PH" not in days or days >= {*DAYS, "PH"}:
            return None
        return HolidayRule.AS_SUNDAY if DAYS[SUNDAY] in days else HolidayRule.OWN

    def _take_dates(self, match: "re.Match[str]", adds: bool) -> None:
        first = _date(match["from"])
        last = _last_date(match["to"], first) if match["to"] else first
        mode, reason = _mode_and_reason(match["comment"] or "")
        spans = _spans(match, mode)
        if not adds:
            self.dated.append(Dated(first, last, spans, reason))
            return
        before = self.dated.pop() if self.dated else None
        if before is None or (before.first, before.last, before.reason) != (first, last, reason) or not before.spans:
            raise NotHeldError
        self.dated.append(Dated(first, last, before.spans + spans, reason))

    def schedule(self) -> Schedule:
        week = tuple(tuple(sorted(spans)) for spans in self.week)
        dated = sorted(
            (Dated(d.first, d.last, tuple(sorted(d.spans)), d.reason) for d in self.dated), key=lambda d: d.first
        )
        found = Schedule(week, self.holidays, tuple(sorted(self.holiday_spans)), tuple(dated))
        # Nothing but "closed" is more than an empty schedule says.
        if found.faults() or found.is_empty:
            raise NotHeldError
        return found


def _days(text: str | None) -> set[str]:
    """The days of a selector; without one a rule holds on all days, holidays too."""
    if not text:
        return {*DAYS, "PH"}
    found: set[str] = set()
    for part in re.split(r",\s?", text):
        first, _dash, last = part.partition("-")
        if not last:
            found.add(first)
            continue
        start, end = DAYS.index(first), DAYS.index(last)
        found |= {DAYS[day % WEEK] for day in range(start, end + 1 if end >= start else end + WEEK + 1)}
    return found


def _spans(match: "re.Match[str]", mode: Mode) -> Spans:
    times = match["times"]
    if match["state"] in {"off", "closed"}:
        if times or mode is not Mode.OPEN:
            raise NotHeldError
        return ()
    if not times or times == ALWAYS:
        if times == ALWAYS and match["days"]:
            raise NotHeldError
        if not (times or match["state"] or match["days"] or match["from"]):
            raise NotHeldError
        return tuple(Span(span.starts, span.ends, mode) for span in ROUND_THE_CLOCK)
    found = []
    for part in re.split(r",\s?", times):
        starts, ends = part.split("-")
        found.append(Span.of(starts, ends, mode))
    return tuple(found)


def _mode_and_reason(comment: str) -> tuple[Mode, str]:
    """What a comment says of how one may come, and the rest of it."""
    for mode, words in WORDS.items():
        if comment.startswith(f"{words}{BEFORE_REASON}"):
            return mode, comment.removeprefix(f"{words}{BEFORE_REASON}")
    if APPOINTMENT_WORDS.fullmatch(comment):
        return Mode.APPOINTMENT, ""
    if PHONE_WORDS.fullmatch(comment):
        return Mode.PHONE, ""
    return Mode.OPEN, comment.removeprefix(BEFORE_REASON)


def _date(text: str) -> date:
    year, month, day = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def _last_date(text: str, first: date) -> date:
    """The end of a range: whole, or a day and month of the first one's year, or a day of its month."""
    words = text.split()
    if len(words) == 3:
        return _date(text)
    month = MONTHS.index(words[0]) + 1 if len(words) == 2 else first.month
    return date(first.year, month, int(words[-1]))
