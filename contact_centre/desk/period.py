"""How the centre's running period goes, and when it ends (TGT-1, TGT-3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import GOOD, LATE, DeskLine, is_ahead, own_association

from ..enums import ActivityStatus
from ..targets.letters import percent_words
from ..targets.progress import Pace, Progress, progress_of

TONES = {Pace.MET: GOOD, Pace.AT_RISK: LATE, Pace.MISSED: LATE}


def how_it_goes(request: HttpRequest) -> Iterator[DeskLine]:
    """Closed activities and advice with what is needed, the months, the outlook at today's pace."""
    progress = _progress(request)
    if progress is None:
        return
    count, limits, period = progress.count, progress.limits, progress.period
    said = _("%(count)d of %(minimum)d activities closed") % {"count": count.total, "minimum": limits.minimum}
    yield DeskLine(said, _closed(period.starts_on, period.ends_on), count.total, "period_closed")
    said = _("%(count)d of them expert advice, at least %(percent)s %% are needed")
    text = said % {"count": count.advice, "percent": percent_words(limits.advice_percent)}
    advice = _closed(period.starts_on, period.ends_on, ("is_expert_advice", "true"))
    yield DeskLine(text, advice, count.advice, "period_advice")
    for first, last, number in progress.months:
        if first <= progress.on:
            tone = LATE if last < progress.on and number < limits.monthly_minimum else ""
            said = _("%(month)s: %(count)d closed, the month's minimum is %(minimum)d")
            values = {"month": date_format(first, "F"), "count": number, "minimum": limits.monthly_minimum}
            yield DeskLine(said % values, _closed(first, last), number, f"period_month_{first:%m}", tone)
    if progress.is_settled:
        yield DeskLine(_outlook(progress), reverse("targets:index"), None, "outlook", TONES.get(progress.state, ""))


def ends(request: HttpRequest) -> DeskLine | None:
    """The last day of the period, when it is near."""
    progress = _progress(request)
    if progress is None or not is_ahead(progress.period.ends_on):
        return None
    return DeskLine(_("The period ends"), reverse("targets:index"), None, "period_ends", "", progress.period.ends_on)


def _outlook(progress: Progress) -> str:
    if progress.state is Pace.MET:
        return _("The period's targets are met")
    said = _("At this pace %(forecast)d by %(day)s; %(needed)d a week are needed")
    day = cs_date(progress.period.ends_on)
    return said % {"forecast": progress.forecast, "day": day, "needed": progress.per_week_needed}


def _closed(first: date, last: date, *more: tuple[str, str]) -> str:
    """The register's list of what counts for these days."""
    days = [("closed_on_from", first.isoformat()), ("closed_on_to", last.isoformat())]
    return f"{reverse('activities:index')}?{urlencode([('status', ActivityStatus.CLOSED.value), *days, *more])}"


def _progress(request: Any) -> Progress | None:
    """How the centre of this admin stands, asked once for a page; None for the Union, which has its overview."""
    if not hasattr(request, "_desk_progress"):
        association = None if is_union_user(request.user) else own_association(request)
        request._desk_progress = progress_of(association.site_id) if association else None
    found: Progress | None = request._desk_progress
    return found
