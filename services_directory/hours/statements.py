"""One statement of a Czech text: "úterý a čtvrtek 8.00–11.30, 13–17" or "24. 12. – 1. 1. 2027 zavřeno (dovolená)"."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from .czech_words import EVERY_DAY, Piece, Sort, pieces
from .schedule import DAY, HOUR, NOON, SUNDAY, HolidayRule, Mode, Span, Spans, span_faults

STARTS = {Sort.DAYS, Sort.HOLIDAY, Sort.DATE}
BODY = {Sort.TIME, Sort.CLOSED, Sort.ALWAYS, Sort.MODE, Sort.LIKE_SUNDAY, Sort.AS_USUAL}
DASHES = frozenset("-–—\u2212\u2010")


class UnreadableError(Exception):
    """The statement says something that isn't sure."""


@dataclass(frozen=True)
class Said:
    """What a statement says of days of the week, of holidays or of dates."""

    days: tuple[int, ...] = ()
    spans: Spans = ()
    is_closed: bool = False
    rule: HolidayRule | None = None
    holiday_spans: Spans = ()
    dates: tuple[date, date] | None = None
    reason: str = ""


@dataclass
class Statement:
    """Pieces that belong together; `is_spoilt` when an unknown word may belong to them."""

    pieces: list[Piece] = field(default_factory=list)
    is_spoilt: bool = False

    @property
    def end(self) -> int:
        return self.pieces[-1].end

    @property
    def has_body(self) -> bool:
        return any(piece.sort in BODY for piece in self.pieces)

    def said(self) -> Said | None:
        """What it says; None if that isn't sure."""
        if self.is_spoilt:
            return None
        with suppress(UnreadableError, ValueError):
            return _Parser(self.pieces).said()
        return None


def cut(found: Iterable[Piece]) -> Iterator[Statement]:
    """Statements in their order.

    An unknown word after what it may qualify spoils that and the next statement on the line; one that stands
    before the days ("letní provoz:", "každé sudé pondělí") spoils everything that follows, too.
    """
    current = Statement()
    all_follows = spoils_next = False
    relevant = [piece for piece in found if piece.sort is not Sort.HEADING]
    for piece, following in zip_longest(relevant, relevant[1:]):
        # A line of times alone goes on with the days above it, as in a table that was copied.
        goes_on = following is not None and following.sort is Sort.TIME and not current.is_spoilt
        is_line = piece.sort is Sort.LINE and (current.has_body or current.is_spoilt) and not goes_on
        is_end = piece.sort is Sort.BREAK or is_line
        if is_end or (piece.sort in STARTS and current.has_body):
            if current.pieces:
                yield current
            current = Statement(is_spoilt=all_follows or (spoils_next and not is_end))
            spoils_next = False
        if piece.sort in {Sort.BREAK, Sort.LINE}:
            continue
        if piece.sort is Sort.UNKNOWN:
            all_follows = all_follows or not current.has_body
            current.is_spoilt = spoils_next = True
        current.pieces.append(piece)
    if current.pieces:
        yield current


class _Parser:
    """Reads the pieces of one statement from left to right; raises UnreadableError where they make no sure sense."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = list(pieces)
        while self.pieces and self.pieces[-1].sort is Sort.AND:
            self.pieces.pop()
        while self.pieces and self.pieces[0].sort in {Sort.AND, Sort.TO}:
            self.pieces.pop(0)
        self.at = 0

    def said(self) -> Said:
        dates = self._dates()
        if dates is not None:
            spans, is_closed = self._times()
            reason = self._reason()
            return Said(dates=dates, spans=self._done(spans), is_closed=is_closed, reason=reason)
        days, has_holiday = self._days()
        rule = self._rule() if has_holiday and not days else None
        if rule is not None:
            return Said(rule=self._done(rule))
        is_always = self._is(Sort.ALWAYS)
        if not days and not has_holiday:
            if not is_always:
                raise UnreadableError
            days = EVERY_DAY
        spans, is_closed = self._times()
        return self._done(self._weekly(days, spans, is_closed, has_holiday, is_always))

    def _weekly(self, days: tuple[int, ...], spans: Spans, is_closed: bool, has_holiday: bool, is_always: bool) -> Said:
        said = Said(days, spans, is_closed)
        if set(days) == set(EVERY_DAY) and (has_holiday or is_always):
            return replace(said, rule=HolidayRule.AS_USUAL)
        if not has_holiday:
            return said
        if is_closed:
            return replace(said, rule=HolidayRule.CLOSED)
        if SUNDAY in days:
            return replace(said, rule=HolidayRule.AS_SUNDAY)
        return replace(said, rule=HolidayRule.OWN, holiday_spans=spans)

    # --- Pieces ----------------------------------------------------------------------------------
    def _is(self, *sorts: Sort) -> bool:
        return self.at < len(self.pieces) and self.pieces[self.at].sort in sorts

    def _take(self, sort: Sort) -> Piece:
        if not self._is(sort):
            raise UnreadableError
        self.at += 1
        return self.pieces[self.at - 1]

    def _skip(self, sort: Sort) -> bool:
        if self._is(sort):
            self.at += 1
            return True
        return False

    def _follows(self, sort: Sort) -> bool:
        return self.at + 1 < len(self.pieces) and self.pieces[self.at + 1].sort is sort

    def _done[T](self, said: T) -> T:
        if self.at != len(self.pieces):
            raise UnreadableError
        return said

    # --- Days and dates --------------------------------------------------------------------------
    def _days(self) -> tuple[tuple[int, ...], bool]:
        """The weekdays named at the beginning, and whether holidays are among them."""
        days: list[int] = []
        has_holiday = False
        while self._is(Sort.DAYS, Sort.HOLIDAY):
            if self._skip(Sort.HOLIDAY):
                has_holiday = True
            else:
                days += self._days_or_range()
            self._skip(Sort.AND)
        if len(set(days)) != len(days):
            raise UnreadableError
        return tuple(days), has_holiday

    def _days_or_range(self) -> tuple[int, ...]:
        days = self._take(Sort.DAYS).value
        if self._is(Sort.TO) and self.pieces[self.at].text in DASHES and not self._follows(Sort.DAYS):
            self._skip(Sort.TO)
            return days
        if not self._skip(Sort.TO):
            return days
        last = self._take(Sort.DAYS).value
        if len(days) != 1 or len(last) != 1 or last[0] <= days[0]:
            raise UnreadableError
        return tuple(range(days[0], last[0] + 1))

    def _rule(self) -> HolidayRule | None:
        if self._skip(Sort.LIKE_SUNDAY):
            return HolidayRule.AS_SUNDAY
        return HolidayRule.AS_USUAL if self._skip(Sort.AS_USUAL) else None

    def _dates(self) -> tuple[date, date] | None:
        """One day or a range; a year that is nowhere isn't guessed, one that stands once holds for both."""
        if not self._is(Sort.DATE):
            return None
        first = last = self._take(Sort.DATE).value
        if self._skip(Sort.TO):
            last = self._take(Sort.DATE).value
        (first_day, first_month, first_year), (last_day, last_month, last_year) = first, last
        turns = (first_month, first_day) > (last_month, last_day)
        if first_year is None and last_year is not None:
            first_year = last_year - turns
        elif last_year is None and first_year is not None:
            last_year = first_year + turns
        if first_year is None:
            raise UnreadableError
        return date(first_year, first_month, first_day), date(last_year, last_month, last_day)

    def _reason(self) -> str:
        return self._take(Sort.NOTE).text.strip("() ") if self._is(Sort.NOTE) else ""

    # --- Times -----------------------------------------------------------------------------------
    def _times(self) -> tuple[Spans, bool]:
        """The spans, and whether it says "closed"."""
        if self._skip(Sort.CLOSED):
            return (), True
        mode = self._mode()
        if self._skip(Sort.ALWAYS):
            return (Span(0, DAY, mode or Mode.OPEN),), False
        spans: list[Span] = []
        while self._is(Sort.TIME):
            spans.append(self._span(mode or Mode.OPEN))
            in_brackets = self._is(Sort.NOTE)
            own = self._mode() if mode is None else None
            if own is not None:
                # Without brackets it may belong to all times before it.
                if len(spans) > 1 and not in_brackets:
                    raise UnreadableError
                spans[-1] = replace(spans[-1], mode=own)
            self._skip(Sort.AND)
        if not spans and mode is not None:
            spans = [Span(0, DAY, mode)]
        if not spans or span_faults(spans):
            raise UnreadableError
        return tuple(sorted(spans)), False

    def _mode(self) -> Mode | None:
        if self._is(Sort.MODE):
            return Mode(self._take(Sort.MODE).value)
        if self._is(Sort.NOTE):
            inside = only_mode(self.pieces[self.at].text)
            if inside is not None:
                self.at += 1
            return inside
        return None

    def _span(self, mode: Mode) -> Span:
        first = self._take(Sort.TIME).value
        self._take(Sort.TO)
        last = self._take(Sort.TIME).value
        starts, ends = first[0] * HOUR + first[1], last[0] * HOUR + last[1]
        if ends < starts:
            # "8–4" may well be four in the afternoon; a night is read where it is written out or plain.
            if ends > NOON or not ((first[2] and last[2]) or starts >= NOON):
                raise UnreadableError
            ends += DAY
        if starts >= DAY or ends == starts:
            raise UnreadableError
        return Span(starts, ends, mode)


def only_mode(note: str) -> Mode | None:
    """The mode that a note in brackets gives, if it says nothing else."""
    inside = pieces(note.strip("()"))
    if len(inside) == 1 and isinstance(inside[0].value, Mode):
        return inside[0].value
    return None
