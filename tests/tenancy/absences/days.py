"""Days to come, and people who are away on them."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from time_machine import travel

from portal.tenancy.absences.people import site_of
from portal.tenancy.models import Absence

FIRST = timezone.localdate() + timedelta(days=40)
LAST = FIRST + timedelta(days=2)
ONE_DAY = timedelta(days=1)


def away(user: Any, deputy: Any, starts_on: date = FIRST, ends_on: date = LAST) -> Absence:
    site = site_of(user)
    assert site is not None
    return Absence.objects.create(site=site, user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on)


def at(day: date, hour: int = 9, minute: int = 0) -> Any:
    """The clock stands at this time in Prague."""
    return travel(datetime.combine(day, time(hour, minute), ZoneInfo("Europe/Prague")), tick=False)
