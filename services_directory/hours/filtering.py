"""Which of many services are open at this moment: the list's filter (D7)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from .evaluation import PRAGUE, current_state, known_hours, moment
from .public_holidays import is_holiday
from .schedule import DAY, HOUR, Mode, Schedule

REMEMBERED = 50_000
A_DAY = timedelta(days=1)

_states: dict[str, tuple[datetime, datetime, bool]] = {}
"""Of each text the moments (UTC) from and until which its state is known, and whether it is open."""


def open_now(texts: Iterable[str], now: datetime | None = None) -> set[str]:
    """Those of `texts` whose service is open at `now` to whoever comes; by appointment or by phone isn't.

    A state is remembered until it may change, so that a list of thousands costs a look-up for each.
    """
    local = timezone.localtime(now, PRAGUE)
    instant = local.astimezone(UTC)
    found = set()
    for text in texts:
        known = _states.get(text)
        if known is None or not known[0] <= instant < known[1]:
            known = _states[text] = (instant, *_state(text, local))
            if len(_states) > REMEMBERED:
                _states.clear()
        if known[2]:
            found.add(text)
    return found


def _state(text: str, local: datetime) -> tuple[datetime, bool]:
    """Until when (UTC, a day at most) the state is known, and whether it is open."""
    hours = known_hours(text)
    if isinstance(hours, Schedule) and not _clock_changes_about(local):
        return _by_the_clock(hours, local)
    state = current_state(text, local)
    until = state.until.astimezone(UTC) if state is not None and state.until is not None else None
    in_a_day = local.astimezone(UTC) + A_DAY
    return (min(until, in_a_day) if until else in_a_day), state is not None and state.is_walk_in


def _clock_changes_about(local: datetime) -> bool:
    """Whether yesterday, today or tomorrow isn't of 24 hours."""
    today = local.date()
    return moment(today - A_DAY, 0).utcoffset() != moment(today + A_DAY, DAY).utcoffset()


def _by_the_clock(schedule: Schedule, local: datetime) -> tuple[datetime, bool]:
    """On a plain day minutes of the clock are enough, without any interval."""
    today, minutes = local.date(), local.hour * HOUR + local.minute
    spans = schedule.spans_on(today, is_holiday=is_holiday(today))
    yesterday = today - A_DAY
    night = next((s for s in schedule.spans_on(yesterday, is_holiday=is_holiday(yesterday)) if s.ends > DAY), None)
    marks = [time for span in spans for time in (span.starts, span.ends)] + ([night.ends - DAY] if night else [])
    until = min((time for time in marks if time > minutes), default=DAY)
    begun = [span for span in spans if span.starts <= minutes]
    mode = max(begun).mode if begun and minutes < max(begun).ends else None
    # The night's tail gives way to hours of another kind once they have begun.
    if mode is None and night and minutes < night.ends - DAY and all(span.mode is night.mode for span in begun):
        mode = night.mode
    return moment(today, min(until, DAY)).astimezone(UTC), mode is Mode.OPEN
