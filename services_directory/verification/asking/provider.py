"""Where a provider can be asked: one address per entry, one that mail hasn't come back from (F4, F10)."""

from collections.abc import Collection

from ...enums import ContactKind
from ...models import ServiceContact
from ..checks import bounced_addresses


def provider_addresses(service_ids: Collection[int]) -> dict[int, str]:
    """The address of each of these services ("" for none), in two queries.

    The first internal one, which the association keeps for this, else the first public one; without those from
    which mail came back and nobody has looked since.
    """
    dead = bounced_addresses(service_ids)
    found = dict.fromkeys(service_ids, "")
    contacts = ServiceContact.objects.filter(service__in=service_ids, kind=ContactKind.EMAIL)
    rows = contacts.order_by("-is_internal", "sort_order", "pk").values_list("service", "value")
    for service_id, value in rows:
        if not found[service_id] and value.lower() not in dead.get(service_id, frozenset()):
            found[service_id] = value
    return found
