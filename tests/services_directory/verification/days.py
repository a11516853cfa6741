"""Days of tests: the suite travels to the future only, and the year it runs in doesn't matter."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from time_machine import travel

from services_directory.models import Presence, Service

NEXT_YEAR = timezone.localdate().year + 1


def day(month: int, number: int, later: int = 0) -> date:
    """A day of next year, or of one `later` years after it."""
    return date(NEXT_YEAR + later, month, number)


def on(when: date, hour: int = 9) -> Any:
    """It is `when`, at `hour` in Prague."""
    return travel(datetime.combine(when, time(hour), tzinfo=ZoneInfo("Europe/Prague")), tick=False)


def spells(service: Service) -> list[tuple[date, date | None]]:
    """From when until when the service was public."""
    return list(Presence.objects.filter(uid=service.uid).order_by("since").values_list("since", "until"))


def stored(service: Service) -> Service:
    return Service.objects.get(pk=service.pk)
