"""What the list and the page of a request say in words, so that nothing hangs on a colour alone."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.czech import NBSP
from portal.core.templatetags.portal import cs_date
from portal.core.working_days import working_days_between

from ..enums import HeldBecause, RequestStatus
from ..models import CitizenRequest


class Level(StrEnum):
    """How pressing a day is."""

    LATE = "late"
    TODAY = "today"
    CALM = "calm"
    STILL = "still"
    NONE = "none"


@dataclass(frozen=True)
class Day:
    """A request's day of answer in words; `on` is the day itself where there is one."""

    text: str
    level: Level
    on: date | None = None


def day_of(request: CitizenRequest, today: date | None = None) -> Day:
    """By when the request is answered, as people say it. `today` is today in Prague by default."""
    on = today or timezone.localdate()
    if request.is_paused:
        said = _("stands still since %(day)s") % {"day": cs_date(request.paused_on)}
        return Day(said, Level.STILL, request.due_on)
    if request.status == RequestStatus.RECEIVED:
        return Day(_("to be looked at"), Level.TODAY)
    if request.is_closed:
        return Day(_("closed on %(day)s") % {"day": cs_date(request.closed_at)}, Level.NONE)
    if not request.is_worked_on or request.due_on is None:
        return Day("–", Level.NONE)
    if request.due_on < on:
        return Day(_late(working_days_between(request.due_on, on)), Level.LATE, request.due_on)
    if request.due_on == on:
        return Day(_("today"), Level.TODAY, request.due_on)
    left = working_days_between(on, request.due_on)
    said = ngettext("in %(count)d working day", "in %(count)d working days", left) % {"count": left}
    return Day(said.replace(" ", NBSP, 1), Level.CALM, request.due_on)


def _late(days: int) -> str:
    if not days:
        # Past a day off only: no office has been open since.
        return _("overdue")
    return ngettext("overdue by %(count)d working day", "overdue by %(count)d working days", days) % {"count": days}


def day_cell(request: Any) -> SafeString:
    """The day in the list: words with a sign, and the date below."""
    day = day_of(request)
    shown = format_html('<span class="inbox-day inbox-day--{}">{}</span>', day.level.value, capfirst(day.text))
    return format_html('{}<span class="inbox-date">{}</span>', shown, cs_date(day.on)) if day.on else shown


def about(request: CitizenRequest) -> str:
    """What a request is about, without a word of the citizen's: its kind and category."""
    parts = [request.get_kind_display(), str(request.category or "")]
    return " – ".join(part for part in parts if part)


def about_cell(request: Any) -> SafeString:
    """What it is about, with the municipality where its own column has no room."""
    return format_html('{}<span class="inbox-narrow">{}</span>', about(request), request.municipality)


def held_reasons(request: CitizenRequest) -> list[str]:
    """Why it was put aside, in words (R1)."""
    known = {reason.value: str(reason.label) for reason in HeldBecause}
    return [known[value] for value in request.held_because.split(",") if value in known]


def responsible_of(request: CitizenRequest) -> str:
    """Who has it."""
    return request.activity.responsible_name if request.activity is not None else ""
