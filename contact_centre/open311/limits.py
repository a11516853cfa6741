"""How much one address may ask and one app may send.

An app of a town sends for many people from one machine: what looks like people is counted by its key and by the
device it names, not by the address of its server. Devices are kept as a keyed hash, for the window's length.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.core.limits import count_uses, is_over_limit, quick_store
from portal.users.client import ip_address

from ..enums import HeldBecause
from ..intake.guards import MOST_PER_SITE, PER_ADDRESS, PER_SITE, WINDOW, Judgement, advertises
from ..models import ApiKey
from .answers import Refused

MOST_PER_KEY = 120
"""Requests of one app in a window that are stored at all."""
MINUTE = timedelta(minutes=1)


def check_reading(request: HttpRequest) -> None:
    """Count one more call of the client's address. Raises Refused (429) for one too many, as open data do."""
    at_most: int = settings.OPEN_DATA_REQUESTS_PER_MINUTE
    if is_over_limit("open311", ip_address(request), at_most=at_most, window=MINUTE, store=quick_store()):
        raise too_many(MINUTE)


def judge(key: ApiKey, *, device: str, text: str) -> Judgement:
    """Count one more request of the app and say what to do with it: the guard that `submit_request` asks."""
    uses = [("open311-key", str(key.pk)), ("contact-site", str(key.site_id))]
    uses += [("open311-device", f"{key.pk}:{device}")] if device else []
    by_key, by_site, *by_device = count_uses(*uses, window=WINDOW)
    found = {
        HeldBecause.MANY_FROM_ADDRESS: max(by_device, default=0) > PER_ADDRESS,
        HeldBecause.MANY_ON_SITE: by_site > PER_SITE,
        HeldBecause.LINKS: advertises(text),
    }
    return Judgement(
        held_because=tuple(reason for reason, holds in found.items() if holds),
        refused=by_key > MOST_PER_KEY or by_site > MOST_PER_SITE,
    )


def too_many(window: timedelta = WINDOW) -> Refused:
    """The refusal of whoever asks or sends too much, with how long to wait."""
    seconds = str(int(window.total_seconds()))
    return Refused(429, _("Too many calls in a short time. Please try again later."), headers={"Retry-After": seconds})
