"""From when until when each service was public, and where: what shares of the past are counted from (F9).

A spell of presence ends by `until`, the first day on which the service is public no more. A service that will be
closed on a day has it there from the moment that is known, so no job has to run on that very day.
What was public yesterday never changes: closing on a past day ends the spell today.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import batched
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Service

BATCH = 500
Where = tuple[int, str, date | None]
"""Association, municipality, and the day on which it ends if that is known."""


def _model(name: str) -> Any:
    return apps.get_model("services_directory", name)


def follow(uids: Collection[UUID] | None = None) -> int:
    """Open and end spells so that they say what is public now; of all services without `uids`.

    Returns how many spells were written. Doing it again writes nothing.
    """
    written = 0
    for some in batched(_differing() if uids is None else uids, BATCH, strict=False):
        with transaction.atomic(savepoint=False):
            # Whoever publishes one of them meanwhile waits, or we wait for them and see what they did.
            rows = _model("Service").objects.filter(uid__in=some).order_by("pk").select_for_update()
            known = {row[0]: _where(*row[1:]) for row in rows.values_list("uid", *FACTS)}
            public = {uid: where for uid, where in known.items() if where}
            written += _write(some, public)
    return written


def follow_saved(service: "Service") -> int:
    """`follow` for one service that has just been written as it stands in memory."""
    where = _where(service.live, service.site_id, service.municipality_id, service.closed_on)
    return _write([service.uid], {service.uid: where} if where else {})


FACTS = ("live", "site_id", "municipality_id", "closed_on")


def _where(live: bool, site_id: int, municipality_id: str, closed_on: date | None) -> Where | None:
    if not live or (closed_on is not None and closed_on <= timezone.localdate()):
        return None
    return site_id, municipality_id, closed_on


def _running() -> Q:
    return Q(until=None) | Q(until__gt=timezone.localdate())


def _write(uids: Iterable[UUID], public: Mapping[UUID, Where]) -> int:
    presence = _model("Presence")
    today = timezone.localdate()
    over: list[Any] = []
    ending: list[Any] = []
    followed: set[UUID] = set()
    for spell in presence.objects.filter(_running(), uid__in=uids):
        where = public.get(spell.uid)
        if where is None or (spell.site_id, spell.municipality_id) != where[:2]:
            over.append(spell)
            continue
        followed.add(spell.uid)
        if spell.until != where[2]:
            spell.until = where[2]
            ending.append(spell)
    # What began today and is over was public on no day that can be counted.
    if gone := [spell.pk for spell in over if spell.since >= today]:
        presence.objects.filter(pk__in=gone).delete()
    if ended := [spell.pk for spell in over if spell.since < today]:
        presence.objects.filter(pk__in=ended).update(until=today)
    if ending:
        presence.objects.bulk_update(ending, ["until"])
    begun = [
        presence(uid=uid, site_id=site_id, municipality_id=municipality_id, since=today, until=until)
        for uid, (site_id, municipality_id, until) in public.items()
        if uid not in followed
    ]
    if begun:
        presence.objects.bulk_create(begun)
    return len(over) + len(ending) + len(begun)


def _differing() -> list[UUID]:
    """Services whose running spell isn't what is public now: none in a healthy database."""
    running = _model("Presence").objects.filter(_running())
    public = _model("Service").objects.order_by().published()
    told = running.filter(uid=OuterRef("uid"), site=OuterRef("site"), municipality=OuterRef("municipality"))
    open_end = Q(closed_on=None) & ~Exists(told.filter(until=None))
    known_end = Q(closed_on__isnull=False) & ~Exists(told.filter(until=OuterRef("closed_on")))
    left = running.exclude(Exists(public.filter(uid=OuterRef("uid"))))
    return sorted(
        {*public.filter(open_end | known_end).values_list("uid", flat=True), *left.values_list("uid", flat=True)}
    )
