"""Opening hours as a provider writes them on a phone: Czech text one way and the other, nothing guessed or lost."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from ...hours import HolidayRule, from_osm, read_czech, validate_opening_hours
from ...hours.fields import today
from ...hours.typed import NO_RULE
from ...hours.words import schedule_lines

UNREAD, NO_HOLIDAYS = "unread", "holidays"
OFFERED_RULES = (HolidayRule.CLOSED, HolidayRule.AS_USUAL, HolidayRule.AS_SUNDAY)
"""Holidays with hours of their own are written in the text."""


def hours_text(osm: str) -> str:
    """`osm` as a text that `read_hours` reads back to the same; the notation itself where words can't say it.

    What holds on public holidays is `rule_of`, not in the text; only hours of their own are.
    """
    schedule = from_osm(osm)
    if schedule is None:
        return osm
    coming = schedule.from_day(today())
    said = replace(coming, holidays=None) if coming.holidays in OFFERED_RULES else coming
    with translation.override("cs"):
        text = "\n".join(schedule_lines(said)).replace("\u00a0", " ")
    reading = read_czech(text)
    if reading.unread or replace(reading.schedule, holidays=coming.holidays) != coming:
        return coming.to_osm()
    return text


def rule_of(osm: str) -> str:
    """What `osm` says of public holidays, as the form offers it; "" for nothing or hours of their own."""
    schedule = from_osm(osm)
    return schedule.holidays.value if schedule is not None and schedule.holidays in OFFERED_RULES else ""


def read_hours(text: str, rule: str) -> str:
    """The notation of what `text` says; `rule` holds on public holidays unless the text says it.

    Raises ValidationError: with the code `UNREAD` naming the parts that can't be read, or `NO_HOLIDAYS`.
    """
    text = text.strip()
    if not text:
        return ""
    reading = read_czech(text)
    schedule = reading.schedule
    if reading.unread or schedule.is_empty:
        if _is_notation(text):
            return text
        parts = ", ".join(f"„{part}“" for part in reading.unread or [text])
        raise ValidationError(_("We can't read this part: %(parts)s") % {"parts": parts}, code=UNREAD)
    if schedule.holidays is None and any(schedule.week):
        if rule not in OFFERED_RULES:
            raise ValidationError(NO_RULE, code=NO_HOLIDAYS)
        schedule = replace(schedule, holidays=HolidayRule(rule))
    try:
        return schedule.to_osm()
    except ValueError as error:
        raise ValidationError(_("We can't read this part: %(parts)s") % {"parts": text}, code=UNREAD) from error


def _is_notation(text: str) -> bool:
    try:
        validate_opening_hours(text)
    except ValidationError:
        return False
    return True
