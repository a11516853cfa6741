"""What the booklet's tests share: the day, the address, the shelf of finished booklets."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import time_machine
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone

from portal.tenancy.models import Association, Municipality
from services_directory.printing import stored

from .factories import members

TODAY = timezone.localdate() + timedelta(days=1)
"""A day on which the tests' associations have their members, whenever they were made."""
ADDRESS = "/sluzby/brozura/"


def at(day: date, hour: int) -> Any:
    """The clock stands at this hour in Prague."""
    return time_machine.travel(datetime.combine(day, time(hour), tzinfo=ZoneInfo("Europe/Prague")), tick=False)


def horice(association: Association) -> Municipality:
    return members(association)[0]


def get(client: Client, place: Municipality | None = None, **extra: Any) -> Any:
    return client.get(ADDRESS, {"municipality": place.code} if place else {}, **extra)


def opened(content: bytes) -> Any:
    return pikepdf.open(BytesIO(content))


def empty_the_shelf() -> None:
    """Throw away every booklet that is kept."""
    storage = storages["private"]
    if storage.exists(stored.FOLDER):
        for folder in storage.listdir(stored.FOLDER)[0]:
            for name in storage.listdir(f"{stored.FOLDER}/{folder}")[1]:
                storage.delete(f"{stored.FOLDER}/{folder}/{name}")
