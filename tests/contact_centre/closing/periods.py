"""Closed activities, and a period around today that was evaluated."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contact_centre.actions import close_activity
from contact_centre.models import Activity, PeriodEvaluation
from portal.programme.models import MonitoringPeriod, Programme
from portal.tenancy.models import Association

from ..factories import make_activity, output

DAYS = timedelta(days=20)


def closed(association: Association, **changed: Any) -> Activity:
    """An activity closed today."""
    return close_activity(
        activity=make_activity(association, **changed), output=output(), output_description="Předáno obci."
    )


def evaluated(association: Association) -> PeriodEvaluation:
    """Today lies in a period whose numbers are frozen, as if the Union's calendar were behind."""
    today = timezone.localdate()
    programme = Programme.objects.create(
        code="around-today", name="Zkušební program", starts_on=today - DAYS, ends_on=today + DAYS
    )
    period = MonitoringPeriod.objects.create(
        programme=programme, number=1, starts_on=today - DAYS, ends_on=today + DAYS, is_checked=True
    )
    evaluation: PeriodEvaluation = PeriodEvaluation.objects.create(
        site=association.site,
        period=period,
        counted=0,
        advice=0,
        minimum=0,
        monthly_minimum=0,
        advice_percent=0,
        is_met=True,
        are_months_met=True,
    )
    return evaluation
