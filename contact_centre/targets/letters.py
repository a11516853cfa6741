"""Letters about targets: how a period ended, and warnings before it ends; to the centre and to the Union."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import Letter, enqueue, enqueue_new
from portal.programme.models import MonitoringPeriod
from portal.tenancy.absences.duty import union_on_duty
from portal.tenancy.models import Association, Union

from ..models import PeriodEvaluation
from .counting import Count, Limits, months_of
from .progress import Progress
from .readers import managers_by_site

LANGUAGE = "cs"
"""Centres and the Union are written to in Czech."""
TARGETS, CENTRES, EXPLANATION = "targets:index", "centres:index", "explanations:inspect"


def percent_words(percent: Decimal) -> str:
    """A share as people write it: "50", "33,5"."""
    return number_format(percent, 0 if percent == int(percent) else 1)


def tell_centres(rows: Sequence[tuple[PeriodEvaluation, Association]]) -> None:
    """Tell the managers of each centre how its period ended, and what to do until when. New evaluations only."""
    readers = managers_by_site([evaluation.site_id for evaluation, _association in rows])
    letters = []
    with translation.override(LANGUAGE):
        for evaluation, association in rows:
            subject, event = _subject(evaluation), f"targets.result:{evaluation.pk}"
            letters += _result(evaluation, association, subject, event, readers.get(evaluation.site_id, ()))
    enqueue_new(letters)


def tell_again(evaluation: PeriodEvaluation, reason: str) -> None:
    """Tell the centre that the Union has evaluated its period again, and why."""
    association = Association.objects.select_related("site").get(site=evaluation.site_id)
    readers = managers_by_site([evaluation.site_id]).get(evaluation.site_id, ())
    with translation.override(LANGUAGE):
        subject = _("Period evaluated again: %(days)s") % {"days": evaluation.period.days}
        event = f"targets.again:{evaluation.pk}:{evaluation.evaluated_at.isoformat()}"
        enqueue_new(_result(evaluation, association, subject, event, readers, reason=reason))


def tell_union(period: MonitoringPeriod, rows: Sequence[PeriodEvaluation]) -> None:
    """Tell the Union how all centres stand in `period`, once: names, numbers and what follows."""
    union = Union.objects.select_related("site").first()
    if union is None:
        return
    names = dict(Association.objects.values_list("site", "short_name"))
    failed = [row for row in rows if not row.is_met]
    with translation.override(LANGUAGE):
        subject = _("Period evaluated: %(met)d of %(all)d centres met their targets") % {
            "met": len(rows) - len(failed),
            "all": len(rows),
        }
        context = {
            "union": union,
            "days": period.days,
            "all": len(rows),
            "failed": [(names.get(row.site_id, ""), row, _percent(row.counted, row.advice)) for row in failed],
            "breaches": sum(row.is_breach for row in failed),
            "url": f"{union.site.root_url}{reverse(CENTRES)}?period={period.pk}",
        }
        for address in union_on_duty():
            enqueue(**vars(_letter("union", f"targets.summary:{period.pk}", address, subject, context, None)))


def warn_of_targets(progress: Progress, association: Association, event: str, addresses: Sequence[str]) -> None:
    """Warn these addresses that the centre is likely to miss the targets."""
    with translation.override(LANGUAGE):
        if progress.forecast < progress.limits.minimum:
            subject = _("At this pace the targets will be missed: %(forecast)d activities of %(minimum)d") % {
                "forecast": progress.forecast,
                "minimum": progress.limits.minimum,
            }
        else:
            subject = _("At this pace the targets will be missed: too little expert advice")
        _warn("warning", progress, association, event, addresses, subject)


def warn_of_month(progress: Progress, association: Association, event: str, addresses: Sequence[str]) -> None:
    """Warn these addresses that the month is below its minimum."""
    first, _last, count = progress.month
    with translation.override(LANGUAGE):
        subject = _("%(month)s is below its minimum: %(count)d of %(minimum)d activities") % {
            "month": date_format(first, "F Y").capitalize(),
            "count": count,
            "minimum": progress.limits.monthly_minimum,
        }
        _warn("month", progress, association, event, addresses, subject)


def _warn(
    template: str, progress: Progress, association: Association, event: str, addresses: Sequence[str], subject: str
) -> None:
    context = {
        **_facts(progress.period, progress.count, progress.limits),
        "progress": progress,
        "ends_on": cs_date(progress.period.ends_on),
        "month_ends_on": cs_date(progress.month[1]),
        "month_missing": max(0, progress.limits.monthly_minimum - progress.month[2]),
        "association": association,
        "url": _page(association, progress.period),
    }
    for address in addresses:
        enqueue(**vars(_letter(template, event, address, subject, context, association)))


def _result(
    evaluation: PeriodEvaluation,
    association: Association,
    subject: str,
    event: str,
    addresses: Sequence[str],
    *,
    reason: str = "",
) -> list[Letter]:
    count = Count(evaluation.counted, evaluation.advice, tuple(evaluation.months))
    limits = Limits(evaluation.minimum, evaluation.monthly_minimum, evaluation.advice_percent)
    page = _page(association, evaluation.period)
    if not evaluation.is_met:
        page = f"{association.site.root_url}{reverse(EXPLANATION, args=[evaluation.pk])}"
    context = {
        **_facts(evaluation.period, count, limits),
        "evaluation": evaluation,
        "due": cs_date(evaluation.explanation_due_on),
        "reason": reason,
        "association": association,
        "url": page,
    }
    return [_letter("result", event, address, subject, context, association) for address in addresses]


def _facts(period: MonitoringPeriod, count: Count, limits: Limits) -> dict[str, Any]:
    """What every letter about a period says: the numbers beside their limits, month by month."""
    months = [
        (date_format(first, "F Y"), number, number < limits.monthly_minimum)
        for (first, _last), number in zip(months_of(period), count.months, strict=True)
    ]
    return {
        "days": period.days,
        "count": count,
        "percent": _percent(count.total, count.advice),
        "limits": limits,
        "least": percent_words(limits.advice_percent),
        "months": months,
    }


def _subject(evaluation: PeriodEvaluation) -> str:
    said = {"days": evaluation.period.days, "due": cs_date(evaluation.explanation_due_on)}
    if evaluation.is_met:
        return _("Targets met: %(days)s") % said
    if evaluation.is_breach:
        return _("Targets not met again, a breach of the agreement: explain by %(due)s") % said
    return _("Targets not met: explain by %(due)s") % said


def _percent(total: int, advice: int) -> int:
    return int(Count(total, advice, ()).advice_percent)


def _page(association: Association, period: MonitoringPeriod) -> str:
    return f"{association.site.root_url}{reverse(TARGETS)}?period={period.pk}"


def _letter(
    template: str, event: str, address: str, subject: str, context: dict[str, Any], association: Association | None
) -> Letter:
    shown = {**context, "subject": subject}
    return Letter(
        event=event,
        recipient=address,
        subject=subject,
        text=render_to_string(f"emails/contact_centre/target_{template}.txt", shown),
        html=render_to_string(f"emails/contact_centre/target_{template}.html", shown),
        site=association.site if association else None,
    )
