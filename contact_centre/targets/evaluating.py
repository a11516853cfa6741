"""Evaluating periods that have ended: numbers frozen with the limits that held then (TGT-3, TGT-5)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.core.working_days import add_working_days
from portal.programme.models import MonitoringPeriod, Programme
from portal.programme.querysets import threshold
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association

from ..models import PeriodEvaluation
from .counting import Count, Limits, counts, limits_on
from .letters import tell_again, tell_centres, tell_union
from .taking_part import centres_of

EXPLANATION_DAYS, BREACH_PERIODS = "explanation_days", "breach_periods"
"""Codes of the thresholds."""
NUMBERS = ("counted", "advice", "months", "minimum", "monthly_minimum", "advice_percent")
OUTCOME = ("is_met", "are_months_met", "failures_in_row", "is_breach", "explanation_due_on")


def evaluate_ended_periods(today: date | None = None) -> int:
    """Evaluate every checked period that was over before `today`, for each centre that took part in all of it.

    A centre evaluated already stays as it is, so that another run changes nothing. Numbers are those of the run
    (`evaluated_at`). A period is one transaction: its evaluations with the letters about them. Centres are written
    to about the period that ended last only; older ones are evaluated so late only if the Union dates a centre back.
    Returns how many evaluations were made.
    """
    day = today or timezone.localdate()
    ended = MonitoringPeriod.objects.filter(is_checked=True, ends_on__lt=day).select_related("programme")
    periods = list(ended.order_by("ends_on", "pk"))
    return sum(_evaluate(period, is_last=period is periods[-1]) for period in periods)


def evaluation_of(site_id: int, day: date) -> PeriodEvaluation | None:
    """The evaluation in which an activity of this site that ended on `day` stands frozen; None if there is none."""
    found = PeriodEvaluation.objects.filter(site=site_id, period__starts_on__lte=day, period__ends_on__gte=day)
    evaluation: PeriodEvaluation | None = found.select_related("period").order_by("-period__starts_on").first()
    return evaluation


@transaction.atomic
def evaluate_again(*, evaluation: PeriodEvaluation, reason: str, user: Any) -> PeriodEvaluation:
    """Replace the numbers by today's, for example after the centre recorded with a reason what it had left out.

    The old ones stay in the log with `reason`; later periods' failures in a row follow, and the centre is told. A
    centre that fails only now has the time for its explanation from today. Raises PermissionDenied unless `user`
    works for the Union, ValidationError without a reason.
    """
    if not is_union_user(user):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the period is evaluated again.")})
    rows = PeriodEvaluation.objects.select_for_update(of=("self",)).select_related("period__programme")
    current: PeriodEvaluation = rows.get(pk=evaluation.pk)
    before, was_due = _said(current), current.explanation_due_on
    limits = limits_on(current.period.ends_on)
    fresh = _new(current.period, current.site_id, counts(current.period, [current.site_id])[current.site_id], limits)
    for name in (*NUMBERS, *OUTCOME):
        setattr(current, name, getattr(fresh, name))
    if not current.is_met:
        current.explanation_due_on = was_due or _due(current.period, timezone.localdate())
    current.evaluated_at = timezone.now()
    current.save()
    _bring_up(current.period.programme, [current.site_id])
    current.refresh_from_db()
    data = {"reason": reason.strip(), "before": before, "after": _said(current)}
    log(current, "contact_centre.evaluate_again", user=user, data=data)
    tell_again(current, reason.strip())
    return current


@transaction.atomic
def _evaluate(period: MonitoringPeriod, *, is_last: bool) -> int:
    done = PeriodEvaluation.objects.filter(period=period).values("site")
    centres = {centre.site_id: centre for centre in centres_of(period).exclude(site__in=done).select_related("site")}
    if not centres:
        return 0
    limits = limits_on(period.ends_on)
    found = counts(period, centres)
    made = [_new(period, site_id, found[site_id], limits) for site_id in centres]
    PeriodEvaluation.objects.bulk_create(made)
    _bring_up(period.programme, centres)
    if is_last:
        _tell(period, centres)
    return len(made)


def _tell(period: MonitoringPeriod, centres: dict[int, Association]) -> None:
    """Write to these centres and to the Union, with the failures in a row as they were just reckoned."""
    rows = list(PeriodEvaluation.objects.filter(period=period).select_related("period__programme"))
    tell_centres([(row, centres[row.site_id]) for row in rows if row.site_id in centres])
    tell_union(period, rows)


def _new(period: MonitoringPeriod, site_id: int, count: Count, limits: Limits) -> PeriodEvaluation:
    """An evaluation not stored yet; how many failures came before is for `_bring_up` to say."""
    is_met = count.meets(limits)
    return PeriodEvaluation(
        site_id=site_id,
        period=period,
        evaluated_at=timezone.now(),
        counted=count.total,
        advice=count.advice,
        months=list(count.months),
        minimum=limits.minimum,
        monthly_minimum=limits.monthly_minimum,
        advice_percent=limits.advice_percent,
        is_met=is_met,
        are_months_met=count.meets_months(limits),
        failures_in_row=0 if is_met else 1,
        is_breach=False,
        explanation_due_on=None if is_met else _due(period, period.ends_on),
    )


def _due(period: MonitoringPeriod, start: date) -> date:
    """The last day for explaining (TGT-4): so many working days after `start`."""
    return add_working_days(start, int(threshold(EXPLANATION_DAYS, on=period.ends_on)))


def _bring_up(programme: Programme, site_ids: Iterable[int]) -> None:
    """Reckon failures in a row over the checked periods of `programme`, and which of them are a breach (TGT-5).

    A period the centre didn't take part in breaks the row.
    """
    periods = list(programme.periods.filter(is_checked=True).order_by("starts_on"))
    of_site: defaultdict[int, dict[int, PeriodEvaluation]] = defaultdict(dict)
    for found in PeriodEvaluation.objects.filter(site__in=list(site_ids), period__in=periods):
        of_site[found.site_id][found.period_id] = found
    limits: dict[int, int] = {}
    changed = []
    for evaluations in of_site.values():
        in_row = 0
        for period in periods:
            row = evaluations.get(period.pk)
            in_row = in_row + 1 if row is not None and not row.is_met else 0
            if row is None:
                continue
            if in_row and period.pk not in limits:
                limits[period.pk] = int(threshold(BREACH_PERIODS, on=period.ends_on))
            is_breach = bool(in_row) and in_row >= limits[period.pk]
            if (row.failures_in_row, row.is_breach) != (in_row, is_breach):
                row.failures_in_row, row.is_breach = in_row, is_breach
                changed.append(row)
    PeriodEvaluation.objects.bulk_update(changed, ["failures_in_row", "is_breach"])


def _said(evaluation: PeriodEvaluation) -> dict[str, Any]:
    """The numbers and what followed from them, as the log keeps them."""
    values = {name: getattr(evaluation, name) for name in (*NUMBERS, *OUTCOME)}
    return {"evaluated_at": evaluation.evaluated_at.isoformat(), **{name: _plain(v) for name, v in values.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
