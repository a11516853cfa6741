"""Opening hours in words: times, days and modes as a page or an editor says them."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.core.templatetags.portal import HOURS_AFTER_VE

from .schedule import DAY, HOUR, SHORTEST_RANGE, WEEK, Dated, HolidayRule, Mode, Schedule, Span, Spans, runs_of


def clock(minutes: int) -> str:
    """ "8:00"; midnight at the end of a day is "24:00", a time of the next day is that day's."""
    if minutes > DAY:
        minutes -= DAY
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def time_of(moment: datetime, *, is_end: bool = False) -> str:
    """ "8:00" of a moment; an end at midnight is "24:00"."""
    if is_end and (moment.hour, moment.minute) == (0, 0):
        return clock(DAY)
    return clock(moment.hour * HOUR + moment.minute)


def at_time(moment: datetime) -> str:
    """ "at 8:00"."""
    if moment.hour in HOURS_AFTER_VE:
        return pgettext("two, three, four, twelve … o'clock", "at %(time)s") % {"time": time_of(moment)}
    return pgettext("one, five … o'clock", "at %(time)s") % {"time": time_of(moment)}


def day_names() -> list[str]:
    """ "Monday" to "Sunday"."""
    return [
        pgettext("hours", "Monday"), pgettext("hours", "Tuesday"), pgettext("hours", "Wednesday"),
        pgettext("hours", "Thursday"), pgettext("hours", "Friday"), pgettext("hours", "Saturday"),
        pgettext("hours", "Sunday"),
    ]  # fmt: skip


def short_day_names() -> list[str]:
    """ "Mo" to "Su"."""
    return [
        pgettext("hours", "Mo"), pgettext("hours", "Tu"), pgettext("hours", "We"), pgettext("hours", "Th"),
        pgettext("hours", "Fr"), pgettext("hours", "Sa"), pgettext("hours", "Su"),
    ]  # fmt: skip


def on_day(day: date) -> str:
    """ "on Wednesday"."""
    return [_("on Monday"), _("on Tuesday"), _("on Wednesday"), _("on Thursday"), _("on Friday"), _("on Saturday"),
            _("on Sunday")][day.weekday()]  # fmt: skip


def until_day(day: date) -> str:
    """ "until Wednesday"."""
    return [_("until Monday"), _("until Tuesday"), _("until Wednesday"), _("until Thursday"), _("until Friday"),
            _("until Saturday"), _("until Sunday")][day.weekday()]  # fmt: skip


def written(day: date, *, with_year: bool = False) -> str:
    """ "24. 12." or "24. 12. 2026", not broken over lines."""
    return f"{day.day}.\u00a0{day.month}." + (f"\u00a0{day.year}" if with_year else "")


def on_day_or_date(moment: datetime, now: datetime) -> str:
    """ "today", "tomorrow", "on Monday", "on Monday 4. 1."."""
    day, today = moment.date(), now.date()
    if day == today:
        return pgettext("hours", "today")
    if day == today + timedelta(days=1):
        return pgettext("hours", "tomorrow")
    if day - today < timedelta(days=WEEK):
        return on_day(day)
    return f"{on_day(day)} {written(day, with_year=day.year != today.year)}"


def when(moment: datetime, now: datetime) -> str:
    """ "today at 13:00", "tomorrow at 8:00", "on Monday at 8:00", "on Monday 4. 1. at 8:00"."""
    return f"{on_day_or_date(moment, now)} {at_time(moment)}"


def span_text(span: Span) -> str:
    """ "8:00–12:00 (by appointment)"; a whole day is told by its mode or as "around the clock"."""
    if span.is_whole_day:
        return mode_text(span.mode) if span.mode is not Mode.OPEN else _("around the clock")
    times = f"{clock(span.starts)}–{clock(span.ends)}"
    return times if span.mode is Mode.OPEN else f"{times} ({mode_text(span.mode)})"


def mode_text(mode: Mode) -> str:
    return str(mode.label)


def spans_text(spans: Spans) -> str:
    return ", ".join(span_text(span) for span in spans) or pgettext("hours", "closed")


def dates_text(dated: Dated) -> str:
    """ "24. 12. 2026 – 1. 1. 2027"; years where they aren't plain."""
    if dated.first == dated.last:
        return written(dated.first, with_year=True)
    same_year = dated.first.year == dated.last.year
    return f"{written(dated.first, with_year=not same_year)} – {written(dated.last, with_year=True)}"


def dated_rule(dated: Dated) -> str:
    """ "closed (holidays)"."""
    return spans_text(dated.spans) + (f" ({dated.reason})" if dated.reason else "")


def dated_line(dated: Dated) -> str:
    """ "24. 12. 2026 – 1. 1. 2027: closed (holidays)"."""
    return f"{dates_text(dated)}: {dated_rule(dated)}"


def week_lines(schedule: Schedule) -> list[str]:
    """The regular week, days with the same times together: "Mo–Fr: 8:00–12:00, 13:00–16:30", "Mo, We: 8:00–17:00"."""
    groups: dict[Spans, list[int]] = {}
    for weekday, spans in enumerate(schedule.week):
        if spans:
            groups.setdefault(spans, []).append(weekday)
    return [f"{_joined_days(days)}: {spans_text(spans)}" for spans, days in groups.items()]


def _joined_days(days: list[int]) -> str:
    names = short_day_names()
    return ", ".join(
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) >= SHORTEST_RANGE else ", ".join(names[day] for day in run)
        for run in runs_of(days)
    )


def schedule_lines(schedule: Schedule) -> list[str]:
    """The whole schedule in lines of words, for comparisons: the week, holidays, exceptions."""
    holidays = holiday_line(schedule)
    return [*week_lines(schedule), *filter(None, [holidays]), *(dated_line(dated) for dated in schedule.dated)]


def holiday_line(schedule: Schedule) -> str:
    """ "On public holidays: closed"; "" where holidays are as other days."""
    rule = schedule.holidays
    if rule is None or rule == HolidayRule.AS_USUAL:
        return ""
    said = spans_text(schedule.holiday_spans) if rule == HolidayRule.OWN else str(HolidayRule(rule).label)
    return _("On public holidays: %(rule)s") % {"rule": said}
