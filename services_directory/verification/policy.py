"""How often an association verifies (F1), and what follows for its services: the last days for verifying."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from portal.tenancy import versions
from portal.tenancy.models import StaffMember

from ..models import Service, VerificationPolicy
from .dates import due_day, months_by_site

BATCH = 500


def policy_of(site_id: int) -> VerificationPolicy:
    """The association's rules; unsaved ones that say what holds for everybody where it has none of its own."""
    return VerificationPolicy.objects.for_site(site_id).first() or VerificationPolicy(site_id=site_id)


@transaction.atomic
def set_policy(
    *,
    site: Site,
    months: int | None = None,
    default_keeper: StaffMember | None = None,
    asks_providers: bool = True,
    user: Any = None,
) -> VerificationPolicy:
    """Store the association's rules; the last days for verifying of all its services follow at once.

    Raises ValidationError for a period longer than the Union's and for a keeper of another association.
    """
    policy = policy_of(site.pk)
    policy.months, policy.default_keeper, policy.asks_providers = months, default_keeper, asks_providers
    action = "wagtail.create" if policy.pk is None else "wagtail.edit"
    policy.full_clean()
    policy.save()
    log(policy, action, user=user)
    recompute_days([site.pk])
    return policy


def recompute_days(site_ids: Collection[int] | None = None) -> int:
    """Bring the last days for verifying up to date with what holds today, of all associations without `site_ids`.

    Only services whose day differs are written. Returns how many.
    """
    services = Service.objects.order_by("pk").exclude(first_published_at=None, verified_on=None)
    if site_ids is not None:
        services = services.filter(site__in=site_ids)
    months = months_by_site(list(services.order_by().values_list("site", flat=True).distinct()))
    moved: dict[tuple[date | None, date | None], list[int]] = defaultdict(list)
    sites: set[int] = set()
    for pk, site_id, verified_on, first, planned_for, stored in services.values_list(*FACTS).iterator(chunk_size=2000):
        # An association founded just now is looked at the next time.
        if site_id not in months:
            continue
        day = due_day(verified_on, first and timezone.localdate(first), planned_for, months[site_id])
        if day != stored:
            moved[day, verified_on].append(pk)
            sites.add(site_id)
    written = 0
    for (day, verified_on), pks in moved.items():
        for some in batched(pks, BATCH, strict=False):
            # One verified in this very moment has its right day already.
            same = Service.objects.filter(pk__in=some, verified_on=verified_on)
            with transaction.atomic():
                written += same.update(verify_by=day, changed_at=timezone.now())
                versions.touch(*sites, of=(Service,))
    return written


FACTS = ("pk", "site", "verified_on", "first_published_at", "planned_for", "verify_by")
