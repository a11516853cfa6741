"""A schedule written in the notation of OpenStreetMap: the one form in which hours are stored.

Weekly rules first, then public holidays, then dated exceptions, because a later rule overrides an earlier
one for the whole day. Between days with nights the additive "," stands, so that a night isn't cut by the
next day's rule. Reading back is in `notation.py`.
"""

from collections.abc import Iterator
from datetime import date

from .schedule import DAY, HOUR, SHORTEST_RANGE, SUNDAY, Dated, HolidayRule, Mode, Schedule, Span, Spans, runs_of

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOLIDAYS = "PH"
OFF = "off"
ALWAYS = "24/7"
WORDS = {Mode.APPOINTMENT: "na objednání", Mode.PHONE: "jen po telefonu"}
"""Comments are read by people, so they are in the language of the country, as OpenStreetMap's are."""
BEFORE_REASON = ": "
OVERRIDE, ADD = "; ", ", "
ROUND_THE_CLOCK = (Span(0, DAY),)


def to_osm(schedule: Schedule) -> str:
    """The canonical string; "" for an empty schedule. Raises ValueError for one with faults."""
    if schedule.faults():
        raise ValueError(schedule.faults())
    if schedule.is_empty:
        return ""
    dated = [_rules(_dates(each), each.spans, each.reason) for each in sorted(schedule.dated, key=lambda d: d.first)]
    return OVERRIDE.join([*_weekly(schedule), *dated])


def _weekly(schedule: Schedule) -> Iterator[str]:
    as_usual = schedule.holidays in {None, HolidayRule.AS_USUAL}
    if as_usual and all(spans == ROUND_THE_CLOCK for spans in schedule.week):
        yield ALWAYS
        return
    groups: dict[Spans, list[int]] = {}
    for weekday, spans in enumerate(schedule.week):
        groups.setdefault(tuple(sorted(spans)), []).append(weekday)
    sunday = tuple(sorted(schedule.week[SUNDAY]))
    like_sunday = groups.pop(sunday) if schedule.holidays == HolidayRule.AS_SUNDAY else []
    has_nights = any(span.is_overnight for spans in schedule.week for span in spans)
    rules = [_rules(_weekdays(days), spans) for spans, days in groups.items() if spans]
    if rules:
        yield (ADD if has_nights else OVERRIDE).join(rules)
    if like_sunday:
        yield _rules(f"{_weekdays(like_sunday if sunday else [SUNDAY])},{HOLIDAYS}", sunday)
    elif schedule.holidays == HolidayRule.CLOSED:
        yield _rules(HOLIDAYS, ())
    elif schedule.holidays == HolidayRule.OWN:
        yield _rules(HOLIDAYS, schedule.holiday_spans)


def _rules(days: str, spans: Spans, reason: str = "") -> str:
    """The rule of `days`; where spans differ in how one may come, rules that add to it."""
    if not spans:
        return f"{days} {OFF}{_comment(Mode.OPEN, reason)}"
    rules: list[tuple[Mode, list[str]]] = []
    for span in sorted(spans):
        if not rules or rules[-1][0] != span.mode:
            rules.append((span.mode, []))
        rules[-1][1].append(f"{clock(span.starts)}-{clock(span.ends)}")
    return ADD.join(f"{days} {','.join(times)}{_opened(mode, reason)}" for mode, times in rules)


def _opened(mode: Mode, reason: str) -> str:
    comment = _comment(mode, reason)
    # A comment alone means "unknown" to some readers; "open" says what it is.
    return f" open{comment}" if comment else ""


def _comment(mode: Mode, reason: str) -> str:
    words = WORDS.get(mode, "")
    if reason and (words or reason.startswith((*WORDS.values(), BEFORE_REASON))):
        words += BEFORE_REASON
    return f' "{words}{reason}"' if words or reason else ""


def clock(minutes: int) -> str:
    """ "08:30"; a time of the next day as that day's, midnight at the end of a day as "24:00"."""
    if minutes > DAY:
        minutes -= DAY
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _weekdays(days: list[int]) -> str:
    """ "Mo-We,Fr" for the numbers of weekdays in order."""
    return ",".join(
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) >= SHORTEST_RANGE else ",".join(DAYS[day] for day in run)
        for run in runs_of(days)
    )


def _dates(dated: Dated) -> str:
    if dated.first == dated.last:
        return _date(dated.first)
    return f"{_date(dated.first)}-{_date(dated.last)}"


def _date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"
