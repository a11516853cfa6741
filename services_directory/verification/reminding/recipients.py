"""Who is reminded of an entry: its provider, its keeper, the centre's managers, the Union (F4). Read in bulk.

In place of who is away their deputy is reminded (U2).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from portal.jobs.outbox import checked_address
from portal.tenancy.absences.duty import duty_on
from portal.tenancy.models import Association, StaffMember, Union
from portal.tenancy.roles import Role

from ...enums import Audience
from ...models import VerificationPolicy
from ..asking.provider import provider_addresses


@dataclass(frozen=True)
class Entry:
    """What it takes to know who is reminded of a service."""

    pk: int
    site_id: int
    keeper_id: int | None


@dataclass(frozen=True)
class Reminded:
    """To whom a reminder goes, and in which role. A provider who can't be asked is stood in for by the keeper."""

    role: Audience
    addresses: tuple[str, ...]


class Recipients:
    """Everybody's addresses on a day (today); `of` answers without a query for each of the entries given to `know`.

    `sites` are those whose association is there.
    """

    def __init__(self, on: date | None = None) -> None:
        self._duty = duty_on(on)
        self._centres = dict(Association.objects.values_list("site", "email"))
        self.sites = frozenset(self._centres)
        self._managers = self._all_managers()
        rows = VerificationPolicy.objects.values_list("site", "asks_providers", "default_keeper")
        self._policies = {site_id: (asks, keeper) for site_id, asks, keeper in rows}
        self._union = self._union_addresses()
        self._staff: dict[int, tuple[int, str]] = {}
        self._providers: dict[int, str] = {}

    def know(self, entries: Iterable[Entry]) -> None:
        """Read what `of` needs of these entries, in place of those known before."""
        known = list(entries)
        keepers = {entry.keeper_id for entry in known} | {keeper for _asks, keeper in self._policies.values()}
        rows = StaffMember.objects.filter(pk__in=[pk for pk in keepers if pk]).values_list("pk", "site", "email")
        self._staff = {pk: (site_id, email) for pk, site_id, email in rows}
        asked = [entry.pk for entry in known if self._asks_providers(entry.site_id)]
        self._providers = {pk: good(address) for pk, address in provider_addresses(asked).items()}

    def of(self, entry: Entry, audience: Audience) -> Reminded:
        """Who gets what `audience` should get about `entry`."""
        match audience:
            case Audience.PROVIDER:
                address = self._providers.get(entry.pk, "")
                return Reminded(audience, (address,)) if address else self.of(entry, Audience.KEEPER)
            case Audience.KEEPER:
                found = self._keepers(entry)
            case Audience.MANAGER:
                found = self._managers.get(entry.site_id) or self._centre(entry.site_id)
            case Audience.UNION:
                found = self._union
        return Reminded(audience, _all_good(self._duty.addresses(found)))

    def _asks_providers(self, site_id: int) -> bool:
        return self._policies.get(site_id, (True, None))[0]

    def _keepers(self, entry: Entry) -> tuple[str, ...]:
        default = self._policies.get(entry.site_id, (True, None))[1]
        for keeper in (entry.keeper_id, default):
            # A keeper of another association has been left behind by a move.
            site_id, email = self._staff.get(keeper or 0, (0, ""))
            if site_id == entry.site_id and good(email):
                return (good(email),)
        return self._centre(entry.site_id) or self._managers.get(entry.site_id, ())

    def _centre(self, site_id: int) -> tuple[str, ...]:
        return _all_good([self._centres.get(site_id, "")])

    @staticmethod
    def _all_managers() -> dict[int, tuple[str, ...]]:
        rows = Association.objects.filter(manager_group__user__is_active=True)
        found: defaultdict[int, list[str]] = defaultdict(list)
        for site_id, email in rows.order_by("manager_group__user").values_list("site", "manager_group__user__email"):
            found[site_id].append(email)
        return {site_id: addresses for site_id, emails in found.items() if (addresses := _all_good(emails))}

    @staticmethod
    def _union_addresses() -> tuple[str, ...]:
        union = Union.objects.first()
        own = _all_good([union.email]) if union else ()
        admins: Any = get_user_model()._default_manager.filter(is_active=True, groups__name=str(Role.UNION_ADMIN))
        return own or _all_good(admins.order_by("pk").values_list("email", flat=True))


@lru_cache(maxsize=4096)
def good(address: str) -> str:
    """The address as mail is sent to it; "" if none can be."""
    try:
        return checked_address(address)
    except ValidationError:
        return ""


def _all_good(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for raw in addresses if (address := good(raw))))
