"""What asks for a service to be checked before its time (F10): mail that came back, a dead link, a reported mistake.

A verification settles all of it (`verification.record`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone

from ..enums import CheckReason
from ..models import EntryCheck, Service

LONGEST = 500


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
def settle_checks(*, service: Service, reason: str) -> int:
    """End the open checks of `service` for this `reason` without a verification: it turned out to be nothing."""
    open_checks = EntryCheck.objects.filter(service=service, settled_at=None)
    ended = open_checks.filter(reason=reason).update(settled_at=timezone.now())
    left = open_checks.order_by("noted_at").first()
    service.check_since = timezone.localdate(left.noted_at) if left else None
    Service.objects.filter(pk=service.pk).update(check_since=service.check_since)
    return ended
