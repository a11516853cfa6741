"""What asks for a service to be checked before its time (F10): mail that came back, a dead link, a reported mistake.

A verification settles all of it (`verification.record`); a contact that was replaced settles what was wrong with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower, TruncDate
from django.utils import timezone

from portal.tenancy import versions

from ..enums import CheckReason
from ..models import EntryCheck, Service, ServiceContact

LONGEST = 500
OF_CONTACTS = (CheckReason.BOUNCED, CheckReason.DEAD_LINK)
"""Reasons that end when the contact is gone from the entry."""


@transaction.atomic
def ask_for_check(*, services: Iterable[Service], reason: str, value: str = "", detail: str = "") -> int:
    """Ask that `services` are checked because of `reason` (of `CheckReason`); returns how many were not asked yet.

    `value` is what failed or what was reported, `detail` says it in plain words. A second call for the same reason
    and value does nothing while the first is open. `changed_at` stays: nothing that the public reads has changed.
    """
    asked = {service.pk: service for service in services}
    value, detail = value[:LONGEST], detail[:LONGEST]
    known = EntryCheck.objects.filter(service__in=asked, reason=reason, value=value, settled_at=None)
    new = set(asked) - set(known.values_list("service", flat=True))
    if not new:
        return 0
    # Two may ask at once; the open check is unique, whoever comes second adds nothing.
    EntryCheck.objects.bulk_create(
        [EntryCheck(service_id=pk, reason=reason, value=value, detail=detail) for pk in sorted(new)],
        ignore_conflicts=True,
    )
    today = timezone.localdate()
    Service.objects.filter(pk__in=new, check_since=None).update(check_since=today)
    _say_nothing()
    for pk in new:
        asked[pk].check_since = asked[pk].check_since or today
    return len(new)


def bounced_addresses(service_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Addresses, in small letters, from which mail to these services came back and nobody has looked since."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    open_checks = EntryCheck.objects.filter(service__in=service_ids, reason=CheckReason.BOUNCED, settled_at=None)
    for service_id, value in open_checks.values_list("service", "value"):
        found[service_id].add(value.lower())
    return {service_id: frozenset(values) for service_id, values in found.items()}


@transaction.atomic
def settle_value(*, reason: str, value: str) -> int:
    """End the open checks of all services for this `reason` and `value`: it works again. How many ended."""
    return _settle(EntryCheck.objects.filter(reason=reason, value=value[:LONGEST], settled_at=None))


@transaction.atomic
def settle_mended(service_ids: Collection[int] | None = None) -> int:
    """End open checks of addresses and websites their service no longer gives; of these services, or of all."""
    given = ServiceContact.objects.annotate(small=Lower("value")).filter(
        service=OuterRef("service"), small=Lower(OuterRef("value"))
    )
    checks = EntryCheck.objects.filter(reason__in=OF_CONTACTS, settled_at=None).exclude(Exists(given.order_by()))
    return _settle(checks if service_ids is None else checks.filter(service__in=service_ids))


def _settle(checks: QuerySet[EntryCheck]) -> int:
    """End `checks`; `check_since` of their services becomes the day of the oldest that is left."""
    found = dict(checks.order_by().values_list("pk", "service"))
    if not found:
        return 0
    ended = EntryCheck.objects.filter(pk__in=found, settled_at=None).update(settled_at=timezone.now())
    left = EntryCheck.objects.filter(service=OuterRef("pk"), settled_at=None).order_by("noted_at")
    oldest = left.annotate(day=TruncDate("noted_at")).values("day")[:1]
    Service.objects.filter(pk__in=set(found.values())).update(check_since=Subquery(oldest))
    _say_nothing()
    return ended


@transaction.atomic
def settle_checks(*, service: Service, reason: str) -> int:
    """End the open checks of `service` for this `reason` without a verification: it turned out to be nothing."""
    open_checks = EntryCheck.objects.filter(service=service, settled_at=None)
    ended = open_checks.filter(reason=reason).update(settled_at=timezone.now())
    left = open_checks.order_by("noted_at").first()
    service.check_since = timezone.localdate(left.noted_at) if left else None
    Service.objects.filter(pk=service.pk).update(check_since=service.check_since)
    _say_nothing()
    return ended


def _say_nothing() -> None:
    """That an entry waits to be looked at stands on no public page: kept ones hold."""
    versions.touch(of=(Service,))
