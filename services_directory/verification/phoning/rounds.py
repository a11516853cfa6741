"""Going through the queue one entry at a time: who has which provider in hand, what comes next, what is written down.

That two people don't ring the same provider is a courtesy, kept for a quarter of an hour in the cache that all
processes share: it ends by itself, and one that got lost costs a needless call. A session knows nothing of other
people; rows would have to be tidied up. That nothing is written twice is seen to by the log itself: `last_line` of the
moment when a form was shown goes with the form.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core.czech import fold

from ...enums import VERIFYING, Result, ServiceState
from ...models import Service, Verification
from ..record import name_of, record_verification
from .queue import unanswered

IN_HAND = 15 * 60
"""Seconds for which a provider stays with the person who opened one of its entries last."""
LOOKED_AT = 50


class AlreadyRecordedError(Exception):
    """Somebody (perhaps the same person, by a second click) wrote a verification down since the form was shown."""

    def __init__(self, line: Verification) -> None:
        super().__init__(str(line))
        self.line = line


@dataclass(frozen=True)
class Holder:
    """Who has a provider in hand."""

    user_id: int
    name: str


def _key(site_id: int, ico: str, operator: str) -> str:
    # Cache keys must be short and plain.
    return f"verification-round:{site_id}:{ico or slugify(fold(operator))[:100]}"


def take(service: Service, user: Any) -> Holder | None:
    """Put the provider of `service` into the hands of `user`; who has it already, if it is somebody else."""
    key = _key(service.site_id, service.operator_ico, service.operator_name)
    mine = (user.pk, name_of(user))
    if cache.add(key, mine, IN_HAND):
        return None
    held = cache.get(key)
    if held is not None and held[0] != user.pk:
        return Holder(*held)
    cache.set(key, mine, IN_HAND)
    return None


def tried_today(site_ids: Collection[int]) -> list[Any]:
    """Identifiers of the services of these associations where nobody was reached today."""
    lines = Verification.objects.filter(site__in=site_ids, on=timezone.localdate(), result=Result.UNREACHED)
    return list(lines.values_list("uid", flat=True))


def to_call(services: Any, passed: Collection[int] = ()) -> Any:
    """The part of `services` that still waits for a call today, without those `passed` over, in the queue's order."""
    sites = set(services.order_by().values_list("site", flat=True).distinct())
    waiting = unanswered(services).exclude(uid__in=tried_today(sites))
    return waiting.exclude(pk__in=list(passed)).in_order_of_verification()


def next_entry(waiting: Any, user: Any) -> Service | None:
    """The first of `waiting` (from `to_call`) whose provider nobody else has in hand; it is in the user's then."""
    start = 0
    while rows := list(waiting.values_list("pk", "site", "operator_ico", "operator_name")[start : start + LOOKED_AT]):
        keys = {pk: _key(site, ico, name) for pk, site, ico, name in rows}
        held = cache.get_many(set(keys.values()))
        for pk, key in keys.items():
            if key in held and held[key][0] != user.pk:
                continue
            service: Service = Service.objects.get(pk=pk)
            if take(service, user) is None:
                return service
        start += LOOKED_AT
    return None


def last_line() -> int:
    """The newest line of the whole log; a form carries it, so that what was written since is noticed."""
    return Verification.objects.aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def write_down(
    service: Service, *, since: int, method: str, result: str, on: date | None, user: Any, **said: Any
) -> Verification:
    """Record a verification or an attempt unless a verification was recorded after the line `since` of the log.

    Raises AlreadyRecordedError with that one, ValidationError for an entry that is not public or a day to come.
    """
    stored = Service.objects.select_for_update().get(pk=service.pk)
    if stored.state != ServiceState.PUBLISHED:
        raise ValidationError(_("Only a published service is verified."))
    later = Verification.objects.filter(uid=stored.uid, pk__gt=since)
    # An attempt in vain doesn't stand in the way of a verification, only of the same attempt sent again.
    newer = later if result == Result.UNREACHED else later.filter(result__in=VERIFYING)
    if line := newer.first():
        raise AlreadyRecordedError(line)
    return record_verification(service=stored, method=method, result=result, on=on, user=user, **said)
