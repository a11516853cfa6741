"""Who in a centre reads letters about its targets: its managers, their deputies while they are away (ACT-5, U2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError

from portal.jobs.outbox import checked_address
from portal.tenancy.absences.duty import duty_on
from portal.tenancy.models import Association


def managers_by_site(site_ids: Collection[int], on: date | None = None) -> dict[int, tuple[str, ...]]:
    """The addresses for each of these sites on a day; a centre without managers reads at its own address.

    Three queries whatever the number of sites.
    """
    centres = Association.objects.filter(site__in=site_ids)
    people = centres.filter(manager_group__user__is_active=True).exclude(manager_group__user__email="")
    emails: defaultdict[int, list[str]] = defaultdict(list)
    for site_id, email in people.order_by("manager_group__user").values_list("site", "manager_group__user__email"):
        emails[site_id].append(email)
    for site_id, email in centres.exclude(email="").values_list("site", "email"):
        if site_id not in emails:
            emails[site_id].append(email)
    duty = duty_on(on)
    return {site_id: _good(duty.addresses(of_site)) for site_id, of_site in emails.items()}


def _good(addresses: Iterable[str]) -> tuple[str, ...]:
    """Those that mail can be sent to: one that is badly written doesn't hold up the others."""
    found = []
    for address in addresses:
        try:
            found.append(checked_address(address))
        except ValidationError:
            continue
    return tuple(dict.fromkeys(found))
