"""Opening hours in words: times, days and modes as a page or an editor says them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .schedule import DAY, HOUR, WEEK, Dated, HolidayRule, Mode, Schedule, Span, Spans

SPOKEN_WITH_VE = {2, 3, 4, 12, 13, 14, 20, 21, 22, 23, 24}
"""Hours whose Czech numeral needs the longer preposition: "ve dvě", "ve dvanáct", "ve dvacet"."""


def clock(minutes: int) -> str:
    """"8:00"; midnight at the end of a day is "24:00", a time of the next day is that day's."""
    if minutes > DAY:
        minutes -= DAY
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def time_of(moment: datetime, *, is_end: bool = False) -> str:
    """"8:00" of a moment; an end at midnight is "24:00"."""
    if is_end and (moment.hour, moment.minute) == (0, 0):
        return clock(DAY)
    return clock(moment.hour * HOUR + moment.minute)


def at_time(moment: datetime) -> str:
    """"at 8:00"."""
    if moment.hour in SPOKEN_WITH_VE:
        return pgettext("two, three, four, twelve … o'clock", "at %(time)s") % {"time": time_of(moment)}
    return pgettext("one, five … o'clock", "at %(time)s") % {"time": time_of(moment)}


def day_names() -> list[str]:
    """"Monday" to "Sunday"."""
    return [
        pgettext("hours", "Monday"), pgettext("hours", "Tuesday"), pgettext("hours", "Wednesday"),
        pgettext("hours", "Thursday"), pgettext("hours", "Friday"), pgettext("hours", "Saturday"),
        pgettext("hours", "Sunday"),
    ]  # fmt: skip


def short_day_names() -> list[str]:
    """"Mo" to "Su"."""
    return [
        pgettext("hours", "Mo"), pgettext("hours", "Tu"), pgettext("hours", "We"), pgettext("hours", "Th"),
        pgettext("hours", "Fr"), pgettext("hours", "Sa"), pgettext("hours", "Su"),
    ]  # fmt: skip


def on_day(day: date) -> str:
    """"on Wednesday"."""
    return [_("on Monday"), _("on Tuesday"), _("on Wednesday"), _("on Thursday"), _("on Friday"), _("on Saturday"),
            _("on Sunday")][day.weekday()]  # fmt: skip


def until_day(day: date) -> str:
    """"until Wednesday"."""
    return [_("until Monday"), _("until Tuesday"), _("until Wednesday"), _("until Thursday"), _("until Friday"),
            _("until Saturday"), _("until Sunday")][day.weekday()]  # fmt: skip


def written(day: date, *, with_year: bool = False) -> str:
    """"24. 12." or "24. 12. 2026", not broken over lines."""
    return f"{day.day}.\u00a0{day.month}." + (f"\u00a0{day.year}" if with_year else "")


def when(moment: datetime, now: datetime) -> str:
    """"today at 13:00", "tomorrow at 8:00", "on Monday at 8:00", "on Monday 4. 1. at 8:00"."""
    day, today = moment.date(), now.date()
    if day == today:
        return _("today %(at)s") % {"at": at_time(moment)}
    if day == today + timedelta(days=1):
        return _("tomorrow %(at)s") % {"at": at_time(moment)}
    said = on_day(day)
    if day - today >= timedelta(days=WEEK):
        said = f"{said} {written(day, with_year=day.year != today.year)}"
    return f"{said} {at_time(moment)}"


def span_text(span: Span) -> str:
    """"8:00–12:00 (by appointment)"; a whole day is told by its mode or as "around the clock"."""
    if span.is_whole_day:
        return mode_text(span.mode) if span.mode is not Mode.OPEN else _("around the clock")
    times = f"{clock(span.starts)}–{clock(span.ends)}"
    return times if span.mode is Mode.OPEN else f"{times} ({mode_text(span.mode)})"


def mode_text(mode: Mode) -> str:
    return str(mode.label)


def spans_text(spans: Spans) -> str:
    return ", ".join(span_text(span) for span in spans) or pgettext("hours", "closed")


def dates_text(dated: Dated) -> str:
    """"24. 12. 2026 – 1. 1. 2027"; years where they aren't plain."""
    if dated.first == dated.last:
        return written(dated.first, with_year=True)
    same_year = dated.first.year == dated.last.year
    return f"{written(dated.first, with_year=not same_year)} – {written(dated.last, with_year=True)}"


def schedule_lines(schedule: Schedule) -> Iterator[str]:
    """The schedule in a few lines of words, for comparisons and print: "Mo–Fr: 8:00–12:00, 13:00–16:30"."""
    names = short_day_names()
    first = 0
    while first < WEEK:
        last = first
        while last + 1 < WEEK and schedule.week[last + 1] == schedule.week[first]:
            last += 1
        if schedule.week[first]:
            days = names[first] if first == last else f"{names[first]}–{names[last]}"
            yield f"{days}: {spans_text(schedule.week[first])}"
        first = last + 1
    rule = holiday_line(schedule)
    if rule:
        yield rule
    for dated in schedule.dated:
        reason = f" ({dated.reason})" if dated.reason else ""
        yield f"{dates_text(dated)}: {spans_text(dated.spans)}{reason}"


def holiday_line(schedule: Schedule) -> str:
    """"On public holidays: closed"; "" where holidays are as other days."""
    rule = schedule.holidays
    if rule is None or rule == HolidayRule.AS_USUAL:
        return ""
    said = spans_text(schedule.holiday_spans) if rule == HolidayRule.OWN else str(HolidayRule(rule).label)
    return _("On public holidays: %(rule)s") % {"rule": said}


def unread_count(unread: list[str]) -> str:
    """How much of a text couldn't be read."""
    return ngettext("%(n)s part couldn't be read", "%(n)s parts couldn't be read", len(unread)) % {"n": len(unread)}
