"""Work that only one worker may do at a time: who holds it says so again and again, and loses it when silent.

Each step is one conditional UPDATE, as everywhere: of two workers only one finds the lease free.
"""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from .models import Lease


def take(name: str, holder: str, lasts: timedelta) -> bool:
    """Whether `holder` has the lease now: nobody had it, or who did has been silent."""
    now = timezone.now()
    if Lease.objects.filter(pk=name, until__lte=now).update(holder=holder, until=now + lasts):
        return True
    _row, made = Lease.objects.get_or_create(pk=name, defaults={"holder": holder, "until": now + lasts})
    return made


def keep(name: str, holder: str, lasts: timedelta) -> bool:
    """Prolong the lease; False if another one has it meanwhile."""
    return bool(Lease.objects.filter(pk=name, holder=holder).update(until=timezone.now() + lasts))


def give_back(name: str, holder: str, *, rests_until: datetime | None = None) -> None:
    """End the lease; nobody takes it before `rests_until` (at once)."""
    Lease.objects.filter(pk=name, holder=holder).update(holder="", until=rests_until or timezone.now())


def is_held(name: str) -> bool:
    """Whether somebody has it at this moment."""
    return Lease.objects.filter(~Q(holder=""), pk=name, until__gt=timezone.now()).exists()


def rests_until(name: str) -> datetime | None:
    """Until when nobody takes a lease that nobody holds; None if somebody does, or it may be taken."""
    row = Lease.objects.filter(pk=name, holder="", until__gt=timezone.now()).first()
    return row.until if row else None
