"""What the queue is asked for in an address, carried from its list through the round and back."""

from typing import Any

from ...filters import QueueFilterSet
from ...models import Service

PARAMETERS = ("q", "association", "list", "keeper", "municipality", "kind", "provider", "how")
"""The queue's search and filters, and how one verifies."""


def asked(request: Any, **other: str) -> str:
    """The queue's part of a request as a query string, some of them changed; "" drops one."""
    data = request.GET.copy()
    for name in [name for name in data if name not in PARAMETERS]:
        del data[name]
    for name, value in other.items():
        data[name] = value
    for name in [name for name in data if not data[name]]:
        del data[name]
    return f"?{data.urlencode()}" if data else ""


def asked_services(request: Any) -> Any:
    """The services of the queue that the request asks for and whose entries the user may change, unordered."""
    services = Service.objects.for_user(request.user, "change").named(request.GET.get("q", ""))
    filters = QueueFilterSet(data=request.GET, request=request)
    return filters.filter_queryset(services) if filters.is_valid() else services.to_verify()
