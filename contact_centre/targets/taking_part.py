"""Which centres a period's targets are for."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association


def centres_of(period: MonitoringPeriod) -> QuerySet[Association]:
    """Associations whose centre runs through the whole of `period`: only these are evaluated."""
    return _running(period.starts_on, period.ends_on)


def centres_on(day: date | None = None) -> QuerySet[Association]:
    """Associations whose centre runs on `day` (today in Prague by default)."""
    on = day or timezone.localdate()
    return _running(on, on)


def _running(first: date, last: date) -> QuerySet[Association]:
    until = Q(centre_until__isnull=True) | Q(centre_until__gte=last)
    return Association.objects.filter(until, centre_since__lte=first)
