"""Periods that were evaluated: what counts in them changes only by the manager's hand, with a reason (A3, TGT-3)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.boundary import sites_of

from ..models import Activity, PeriodEvaluation
from ..targets.evaluating import evaluation_of

CORRECT = "correct_evaluated"
"""Permission on a site; the model's name stands behind it in the database, as with Django's own."""


def may_correct(user: Any, site_id: int) -> bool:
    """Whether `user` answers for numbers of the site that were evaluated; the portal itself (None) may."""
    return user is None or sites_of(user, Activity, CORRECT).filter(pk=site_id).exists()


def check_evaluated(site_id: int, day: date, *, user: Any, reason: str, field: str = "closed_on") -> None:
    """Raise ValidationError if `day` lies in an evaluated period and `user` or `reason` isn't enough to change it.

    The error is at `field` for who may not, at ``reason`` for who may and says none. The portal itself, which has no
    user, needs a reason too.
    """
    evaluation = evaluation_of(site_id, day)
    if evaluation is None:
        return
    said = {"period": evaluation.period.days, "day": cs_date(evaluation.evaluated_at)}
    if not may_correct(user, site_id):
        text = _("The period %(period)s was evaluated on %(day)s. Only the centre's manager changes what counts in it.")
        raise ValidationError({field: ValidationError(text % said, code="evaluated")})
    if not reason.strip():
        text = _("The period %(period)s was evaluated on %(day)s. Say why it changes afterwards.")
        raise ValidationError({"reason": ValidationError(text % said, code="evaluated")})


def evaluated_until(site_id: int, since: date) -> date | None:
    """The last day of the site that was evaluated, if work begun on `since` could have ended by then."""
    ended: date | None = PeriodEvaluation.objects.filter(site=site_id).aggregate(day=Max("period__ends_on"))["day"]
    return ended if ended is not None and ended >= since else None
