"""How much one address may ask and one app may send.

An app of a town sends for many people from one machine: what looks like people is counted by its key and by the
device it names, not by the address of its server. Devices are kept as a keyed hash, for the window's length.
"""

from datetime import timedelta

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.core.limits import count_uses, is_over_limit
from portal.users.client import ip_address

from ..enums import HeldBecause
from ..intake.guards import MOST_PER_SITE, PER_ADDRESS, PER_SITE, WINDOW, advertises
from ..models import ApiKey
from .answers import Refused

MOST_PER_KEY = 120
"""Requests of one app in a window that are stored at all."""
MINUTE = timedelta(minutes=1)


def check_reading(request: HttpRequest) -> None:
    """Count one more call of the client's address. Raises Refused (429) for one too many, as open data do."""
    at_most: int = settings.OPEN_DATA_REQUESTS_PER_MINUTE
    if is_over_limit("open311", ip_address(request), at_most=at_most, window=MINUTE, store=caches["memory"]):
        raise _too_many(MINUTE)


def judge(key: ApiKey, *, device: str, text: str) -> tuple[HeldBecause, ...]:
    """Count one more request about to be stored; why it is put aside, if it is. Raises Refused (429)."""
    uses = [("open311-key", str(key.pk)), ("contact-site", str(key.site_id))]
    uses += [("open311-device", f"{key.pk}:{device}")] if device else []
    by_key, by_site, *by_device = count_uses(*uses, window=WINDOW)
    if by_key > MOST_PER_KEY or by_site > MOST_PER_SITE:
        raise _too_many(WINDOW)
    found = {
        HeldBecause.MANY_FROM_ADDRESS: max(by_device, default=0) > PER_ADDRESS,
        HeldBecause.MANY_ON_SITE: by_site > PER_SITE,
        HeldBecause.LINKS: advertises(text),
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _too_many(window: timedelta) -> Refused:
    seconds = str(int(window.total_seconds()))
    return Refused(429, _("Too many calls in a short time. Please try again later."), headers={"Retry-After": seconds})
