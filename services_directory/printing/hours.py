"""Opening hours as they stand on a door: "Po–Pá 8:00–12:00, 13:00–16:30"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..hours import from_osm, week_table
from ..hours.schedule import WEEK, Dated
from ..hours.words import dates_text, holiday_line, short_day_names, spans_text, time_of

SHORTEST_RANGE = 3
"""So many days in a row stand as a range, fewer with commas: "Po, Út", "Po–St"."""
MOST_EXCEPTIONS = 6
"""A sheet of paper is no calendar; the page on the web has them all."""
JOIN = ", "


@dataclass(frozen=True)
class HoursInWords:
    """The regular week, a line for days alike, and the exceptions still to come. Both empty if nothing is known."""

    week: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


def hours_in_words(text: str, today: date | None = None) -> HoursInWords:
    """The hours stored as `text` in the active language, with exceptions from `today` (in Prague) on.

    What is too special for a plain week (every other Monday, the first Friday of a month) is shown as this week goes.
    """
    if not text:
        return HoursInWords()
    schedule = from_osm(text)
    if schedule is None:
        return HoursInWords(tuple(_this_week(text)))
    coming = schedule.from_day(today or timezone.localdate())
    lines = list(days_alike([spans_text(spans) if spans else "" for spans in coming.week]))
    if holidays := holiday_line(coming):
        lines.append(holidays)
    exceptions = sorted(coming.dated, key=lambda dated: dated.first)[:MOST_EXCEPTIONS]
    return HoursInWords(tuple(lines), tuple(_exception(dated) for dated in exceptions))


def days_alike(week: Sequence[str]) -> Iterator[str]:
    """Lines for Monday to Sunday, of which each has its times or ""; days alike stand together, closed ones nowhere."""
    if week[0] and len(set(week)) == 1:
        yield pgettext("opening hours", "Every day %(times)s") % {"times": week[0]}
        return
    by_times: dict[str, list[int]] = {}
    for weekday, times in enumerate(week):
        if times:
            by_times.setdefault(times, []).append(weekday)
    for times, weekdays in by_times.items():
        yield f"{_days(weekdays)} {times}"


def _days(weekdays: Sequence[int]) -> str:
    names = short_day_names()
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return JOIN.join(
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) >= SHORTEST_RANGE else JOIN.join(names[day] for day in run)
        for run in runs
    )


def _exception(dated: Dated) -> str:
    said = f"{dates_text(dated)} {spans_text(dated.spans)}"
    return f"{said} ({dated.reason})" if dated.reason else said


def _this_week(text: str) -> list[str]:
    week = [""] * WEEK
    for weekday, day in enumerate(week_table(text)):
        week[weekday] = JOIN.join(
            f"{time_of(interval.starts)}–{time_of(interval.ends, is_end=True)}"
            + (f" ({interval.comment})" if interval.comment else "")
            for interval in day.intervals
        )
    lines = list(days_alike(week))
    return [_("This week: %(times)s") % {"times": lines[0]}, *lines[1:]] if lines else []
