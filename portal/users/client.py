"""Where a request comes from."""

from ipaddress import IPv6Address, IPv6Network
from ipaddress import ip_address as parse

from django.conf import settings
from django.http import HttpRequest


def ip_address(request: HttpRequest) -> str:
    """The client's address. X-Forwarded-For is believed as far as our own proxies (TRUSTED_PROXIES) wrote it.

    Each proxy appends whom it got the request from, so with one proxy the last entry is true, and whatever
    the client wrote before it is not. An entry that is no address falls back to the connection's own.
    Of IPv6 the first 64 bits: whoever has one address of such a network has all of them, to take a new one each time.
    """
    connection: str = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 # compared, not bound
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.TRUSTED_PROXIES and len(forwarded) >= settings.TRUSTED_PROXIES:
        try:
            return _network(forwarded[-settings.TRUSTED_PROXIES])
        except ValueError:
            pass
    try:
        return _network(connection)
    except ValueError:
        # A proxy at a Unix socket has none.
        return connection


def _network(address: str) -> str:
    found = parse(address)
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found) >> 64 << 64, 64)).network_address)
