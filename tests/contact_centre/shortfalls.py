"""Periods around today and their evaluations, for tests of what follows from them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from contact_centre.models import PeriodEvaluation
from portal.core.working_days import add_working_days
from portal.programme.models import MonitoringPeriod, Programme
from portal.tenancy.models import Association


def programme() -> Programme:
    """A programme that runs today, without periods of its own."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=600), "ends_on": today + timedelta(days=600)}
    found, _made = Programme.objects.get_or_create(code="proba", defaults={"name": "Zkušební program", **days})
    return found


def ended_period(number: int = 1, *, days_ago: int = 2) -> MonitoringPeriod:
    """A checked period of ninety days whose last day was so many days ago."""
    last = timezone.localdate() - timedelta(days=days_ago)
    days = {"starts_on": last - timedelta(days=90), "ends_on": last}
    return MonitoringPeriod.objects.create(programme=programme(), number=number, **days)


def evaluated(association: Association, period: MonitoringPeriod | None = None, **changed: Any) -> PeriodEvaluation:
    """A period that was not met, as the night after its end leaves it."""
    period = period or ended_period()
    due: date = add_working_days(period.ends_on, 5)
    values: dict[str, Any] = {
        "counted": 120,
        "advice": 55,
        "months": [50, 20, 50],
        "minimum": 150,
        "monthly_minimum": 25,
        "advice_percent": 50,
        "is_met": False,
        "are_months_met": False,
        "failures_in_row": 1,
        "explanation_due_on": due,
        **changed,
    }
    if values["is_met"]:
        values |= {"failures_in_row": 0, "explanation_due_on": None}
    return PeriodEvaluation.objects.create(site=association.site, period=period, **values)
