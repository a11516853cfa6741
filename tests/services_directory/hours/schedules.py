"""Schedules as hypothesis makes them up: any that an editor could save."""

from datetime import date, timedelta

from hypothesis import strategies as st

from services_directory.hours import Dated, HolidayRule, Mode, Schedule, Span
from services_directory.hours.schedule import DAY

QUARTER = 15
FIRST_DAY = date(2026, 12, 14)
WORDS = "dovolená revize fondu malování objednání zkrácená doba, 2. patro; „přestávka“ na objednání: ne"


@st.composite
def spans(draw: st.DrawFn, *, nights: bool) -> tuple[Span, ...]:
    """Up to three times of a day, in order, without overlaps; the last may run into the next morning."""
    marks = sorted(draw(st.lists(st.integers(0, DAY // QUARTER), max_size=6, unique=True)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    found = [Span(a * QUARTER, b * QUARTER, draw(st.sampled_from(Mode))) for a, b in pairs]
    last = found[-1].ends if found else 0
    if nights and last < DAY and draw(st.booleans()):
        starts = draw(st.integers(last // QUARTER + 1, DAY // QUARTER)) * QUARTER - QUARTER
        ends = DAY + draw(st.integers(1, 28)) * QUARTER
        if starts >= last and ends < starts + DAY:
            found.append(Span(starts, ends, draw(st.sampled_from(Mode))))
    return tuple(found)


@st.composite
def exceptions(draw: st.DrawFn, *, nights: bool) -> tuple[Dated, ...]:
    """Up to three exceptions, one after the other."""
    found = []
    day = FIRST_DAY
    for _number in range(draw(st.integers(0, 3))):
        first = day + timedelta(days=draw(st.integers(0, 10)))
        last = first + timedelta(days=draw(st.integers(0, 12)))
        reason = " ".join(draw(st.lists(st.sampled_from(WORDS.split()), max_size=4)))
        found.append(Dated(first, last, draw(spans(nights=nights)), reason))
        day = last + timedelta(days=1)
    return tuple(found)


@st.composite
def schedules(draw: st.DrawFn, *, nights: bool = True) -> Schedule:
    """A schedule without faults that says something."""
    week = tuple(draw(spans(nights=nights)) for _day in range(7))
    rule = draw(st.sampled_from(HolidayRule))
    own = draw(spans(nights=nights)) if rule is HolidayRule.OWN else ()
    if rule is HolidayRule.OWN and not own:
        rule = HolidayRule.CLOSED
    return Schedule(week, rule, own, draw(exceptions(nights=nights)))


def sound_schedules(*, nights: bool = True) -> st.SearchStrategy[Schedule]:
    return schedules(nights=nights).filter(lambda schedule: not schedule.faults() and not schedule.is_empty)
