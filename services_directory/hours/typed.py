"""What an editor has typed into the rows of opening hours, and what it means (D4–D6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from .schedule import DAY, HOUR, WEEK, Dated, Fault, HolidayRule, Mode, Schedule, Span, Spans
from .words import clock

CLOSED, OWN = "closed", "own"
LONGEST_REASON = 150
YEARS_AHEAD = 10
TIME = re.compile(r"(\d{1,2})(?:[:.,](\d{2}))?\s*(?:h|hod\.?)?")
DIGITS = re.compile(r"(\d{1,2})(\d{2})")

NO_TIME = _("Write the time as 8, 8:30 or 830.")
BOTH = _("Fill in both the beginning and the end.")
NO_DATE = _("Fill in the day from which it holds.")
NO_RULE = _("Choose what holds on public holidays.")
NO_OWN_HOURS = _("Fill in the hours, or choose “closed”.")
PASSED = _("These days have passed.")
TOO_FAR = _("These days are too far ahead.")


@dataclass
class TypedSpan:
    """A row's texts: `starts` and `ends` as typed, `mode` as chosen."""

    starts: str = ""
    ends: str = ""
    mode: str = Mode.OPEN.value

    @classmethod
    def of(cls, span: Span) -> "TypedSpan":
        if span.is_whole_day and span.mode is not Mode.OPEN:
            return cls(mode=span.mode.value)
        return cls(clock(span.starts), clock(span.ends), span.mode.value)

    @property
    def is_blank(self) -> bool:
        return not (self.starts or self.ends) and self.mode == Mode.OPEN

    def read(self) -> Span:
        """The span; a whole day for a mode without times. Raises ValueError with the message for the editor."""
        mode = Mode(self.mode) if self.mode in Mode.values else Mode.OPEN
        if not self.starts and not self.ends:
            return Span(0, DAY, mode)
        if not self.starts or not self.ends:
            raise ValueError(BOTH)
        starts, ends = read_time(self.starts), read_time(self.ends)
        return Span(starts, ends + DAY if ends < starts else ends, mode)


@dataclass
class TypedDated:
    """An exception's texts."""

    first: str = ""
    last: str = ""
    kind: str = CLOSED
    reason: str = ""
    spans: list[TypedSpan] = field(default_factory=list)

    @classmethod
    def of(cls, dated: Dated) -> "TypedDated":
        last = dated.last.isoformat() if dated.last != dated.first else ""
        kind = OWN if dated.spans else CLOSED
        return cls(dated.first.isoformat(), last, kind, dated.reason, [TypedSpan.of(span) for span in dated.spans])

    @property
    def is_blank(self) -> bool:
        return not (self.first or self.last or self.reason) and all(span.is_blank for span in self.spans)


@dataclass
class Typed:
    """Everything in the rows; `raw` is the notation itself, for hours that the rows can't hold."""

    week: list[list[TypedSpan]] = field(default_factory=lambda: [[] for _day in range(WEEK)])
    rule: str = ""
    holidays: list[TypedSpan] = field(default_factory=list)
    dated: list[TypedDated] = field(default_factory=list)
    raw: str = ""

    @classmethod
    def of(cls, schedule: Schedule) -> "Typed":
        rule = schedule.holidays.value if schedule.holidays is not None else ""
        return cls(
            [[TypedSpan.of(span) for span in spans] for spans in schedule.week],
            rule,
            [TypedSpan.of(span) for span in schedule.holiday_spans],
            [TypedDated.of(dated) for dated in schedule.dated],
        )

    @property
    def has_rows(self) -> bool:
        """Something stands in the rows; the holiday rule alone says nothing."""
        spans = [*(span for day in self.week for span in day), *self.holidays]
        return not all(span.is_blank for span in spans) or not all(dated.is_blank for dated in self.dated)

    def read(self, today: date) -> tuple[Schedule, list[Fault]]:
        """The schedule and what is wrong with it, each fault at its row; with faults the schedule is of no use."""
        return _RowReader(today).read(self)


def read_time(text: str) -> int:
    """Minutes of "8", "8:30", "8.30", "830" or "24". Raises ValueError with the message for the editor."""
    match = TIME.fullmatch(text.strip()) or DIGITS.fullmatch(text.strip())
    if match is None:
        raise ValueError(NO_TIME)
    hours, minutes = int(match[1]), int(match[2] or 0)
    if minutes >= HOUR or hours * HOUR + minutes > DAY:
        raise ValueError(NO_TIME)
    return hours * HOUR + minutes


class _RowReader:
    """Reads rows; remembers which of them each span and exception came from, because blank ones are left out."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.faults: list[Fault] = []
        self.places: dict[tuple[str, int], list[int]] = {}
        self.rows: list[int] = []

    def read(self, typed: Typed) -> tuple[Schedule, list[Fault]]:
        week = tuple(self._spans("week", number, spans) for number, spans in enumerate(typed.week))
        rule = HolidayRule(typed.rule) if typed.rule in HolidayRule.values else None
        own = self._spans("holidays", 0, typed.holidays) if rule == HolidayRule.OWN else ()
        if rule == HolidayRule.OWN and not own and not self.faults:
            self.faults.append(Fault(("holidays", 0, None), NO_OWN_HOURS))
        if rule is None and any(week):
            self.faults.append(Fault(("holidays", 0, None), NO_RULE))
        dated = tuple(self._dated(typed.dated))
        schedule = Schedule(week, rule, own, dated)
        if not self.faults:
            self.faults = [self._placed(fault) for fault in schedule.faults()]
        return schedule, self.faults

    def _placed(self, fault: Fault) -> Fault:
        section, row, place = fault.place
        if section == "dated":
            row = self.rows[row]
        return Fault((section, row, self.places[section, row][place] if place is not None else None), fault.text)

    def _spans(self, section: str, row: int, typed: list[TypedSpan]) -> Spans:
        found = []
        places = self.places[section, row] = []
        for place, span in enumerate(typed):
            if span.is_blank:
                continue
            try:
                found.append(span.read())
                places.append(place)
            except ValueError as error:
                self.faults.append(Fault((section, row, place), error.args[0]))
        return tuple(found)

    def _dated(self, typed: list[TypedDated]) -> Iterator[Dated]:
        """The exceptions that aren't blank."""
        for number, each in enumerate(typed):
            if each.is_blank:
                continue
            before = len(self.faults)
            first, last = self._dates(number, each)
            spans = self._spans("dated", number, each.spans) if each.kind == OWN else ()
            if each.kind == OWN and not spans and len(self.faults) == before:
                self.faults.append(Fault(("dated", number, None), NO_OWN_HOURS))
            self.rows.append(number)
            yield Dated(first, last, spans, clean_reason(each.reason))

    def _dates(self, number: int, typed: TypedDated) -> tuple[date, date]:
        try:
            first = date.fromisoformat(typed.first)
            last = date.fromisoformat(typed.last) if typed.last else first
        except ValueError:
            self.faults.append(Fault(("dated", number, None), NO_DATE))
            return self.today, self.today
        if first <= last < self.today:
            self.faults.append(Fault(("dated", number, None), PASSED))
        elif last.year > self.today.year + YEARS_AHEAD:
            self.faults.append(Fault(("dated", number, None), TOO_FAR))
        return first, last


def clean_reason(text: str) -> str:
    """A reason as it can stand in the notation, which has no quotation marks within a comment."""
    return " ".join(text.replace('"', "”").split())[:LONGEST_REASON]
