"""Reads opening hours written in Czech, as people paste them, into a schedule; never guesses (D4–D6).

The text is cut into statements: days, then what holds on them. A statement with a word that isn't known is
given back as it stands, and so are its neighbours on the same line as far as the word may belong to them.
"""

from dataclasses import dataclass, field

from . import statements
from .czech_words import pieces
from .schedule import SUNDAY, WEEK, Dated, HolidayRule, Schedule, Spans
from .statements import Said

LONGEST_TEXT = 5_000
AROUND = " \t\r\n,;|•"


@dataclass(frozen=True)
class Reading:
    """What was read of a text, and the parts that weren't, as they stood in it."""

    schedule: Schedule
    unread: list[str] = field(default_factory=list)


def read_czech(text: str) -> Reading:
    """The schedule that `text` says, and what of it couldn't be read. Never raises.

    Nothing is inferred: a date without a year, hours without a day, a word that isn't known stay unread.
    `schedule.holidays` is None when the text says nothing of public holidays.
    """
    if len(text) > LONGEST_TEXT:
        return Reading(Schedule(), [text])
    builder = _Builder()
    unread: list[tuple[int, int]] = []
    found = list(statements.cut(pieces(text)))
    # What means nothing by itself ("otevřeno", a full stop) goes with the statement after it.
    starts = [0, *(statement.end for statement in found)]
    ends = [*(statement.end for statement in found[:-1]), len(text)]
    for statement, start, end in zip(found, starts, ends, strict=False):
        said = statement.said()
        if said is None or not builder.take(said):
            unread.append((start, end))
    return Reading(builder.schedule(), _parts(text, unread))


def _parts(text: str, unread: list[tuple[int, int]]) -> list[str]:
    """The unread stretches as they stand; neighbours as one."""
    joined: list[tuple[int, int]] = []
    for start, end in unread:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return list(filter(None, (text[start:end].strip(AROUND) for start, end in joined)))


@dataclass
class _Builder:
    """Puts statements together; one that contradicts what was read before is refused."""

    week: list[Spans] = field(default_factory=lambda: [()] * WEEK)
    closed: set[int] = field(default_factory=set)
    holidays: HolidayRule | None = None
    holiday_spans: Spans = ()
    dated: list[Dated] = field(default_factory=list)

    def take(self, said: Said) -> bool:
        """Whether `said` fits; if it doesn't, nothing changes."""
        if said.dates is not None:
            return self._take_dates(Dated(*said.dates, said.spans, said.reason))
        # "So, ne, svátek 8–12; ne 14–16" doesn't say whether the afternoon holds on holidays.
        if self.holidays == HolidayRule.AS_SUNDAY and SUNDAY in said.days and self.week[SUNDAY]:
            return False
        week, closed = list(self.week), set(self.closed)
        for day in said.days:
            if day in closed or (said.is_closed and week[day]):
                return False
            week[day] = tuple(sorted(week[day] + said.spans))
            if said.is_closed:
                closed.add(day)
        rule, spans = self.holidays, self.holiday_spans
        if said.rule is not None:
            rule = said.rule
            if self.holidays is not None and (self.holidays, rule) != (HolidayRule.OWN, HolidayRule.OWN):
                return False
            spans = tuple(sorted(spans + said.holiday_spans))
        if Schedule(tuple(week), rule, spans).faults():
            return False
        self.week, self.closed, self.holidays, self.holiday_spans = week, closed, rule, spans
        return True

    def _take_dates(self, dated: Dated) -> bool:
        if Schedule(dated=(*self.dated, dated)).faults():
            return False
        self.dated.append(dated)
        return True

    def schedule(self) -> Schedule:
        dated = tuple(sorted(self.dated, key=lambda each: each.first))
        return Schedule(tuple(self.week), self.holidays, self.holiday_spans, dated)
