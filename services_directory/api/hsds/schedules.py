"""Opening hours as HSDS schedules: recurring weekly times, and dated ones that hold instead of them.

HSDS has no word for a closure: it is a schedule with dates and a description, without times.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ...hours import Dated, HolidayRule, Mode, Schedule, Span, from_osm
from ...models import Service
from .identifiers import named

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HOUR, DAY = 60, 24 * 60


def schedules_of(service: Service) -> list[dict[str, Any]]:
    """The schedules of `service`; hours that are no plain week are given as they are written."""
    if not service.opening_hours:
        return []
    schedule = from_osm(service.opening_hours)
    rows = [{"description": service.opening_hours}] if schedule is None else [*_rows(schedule)]
    if service.hours_note:
        rows = [{**row, "notes": ". ".join(filter(None, (row.get("notes"), service.hours_note)))} for row in rows]
    return [
        {"id": named("schedule", str(service.uid), repr(sorted(row.items()))), "service_id": service.uid, **row}
        for row in rows
    ]


def _rows(schedule: Schedule) -> Iterator[dict[str, Any]]:
    rule = _holidays(schedule)
    days: dict[Span, list[str]] = {}
    for weekday, spans in enumerate(schedule.week):
        for span in spans:
            days.setdefault(span, []).append(DAYS[weekday])
    for span, names in sorted(days.items()):
        yield {"freq": "WEEKLY", "byday": ",".join(names), **_times(span), **rule}
    if schedule.holidays == HolidayRule.OWN:
        for span in schedule.holiday_spans:
            yield {**_times(span), "description": _joined(_("Public holidays"), _mode(span))}
    for dated in schedule.dated:
        yield from _dated(dated)


def _dated(dated: Dated) -> Iterator[dict[str, Any]]:
    dates = {"valid_from": dated.first.isoformat(), "valid_to": dated.last.isoformat()}
    for span in dated.spans:
        yield {**dates, **_times(span), "description": _joined(dated.reason, _mode(span))}
    if not dated.spans:
        yield {**dates, "description": _joined(pgettext("hours", "closed"), dated.reason)}


def _times(span: Span) -> dict[str, str]:
    """Local times in Prague: an offset would be wrong for half of the year."""
    times = {"opens_at": _clock(span.starts), "closes_at": _clock(span.ends % DAY)}
    return {**times, "description": mode} if (mode := _mode(span)) else times


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"


def _mode(span: Span) -> str:
    return "" if span.mode == Mode.OPEN else str(span.mode.label)


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))


def _holidays(schedule: Schedule) -> dict[str, str]:
    if schedule.holidays in (None, HolidayRule.OWN):
        return {}
    return {"notes": f"{_('Public holidays')}: {schedule.holidays.label}"}
