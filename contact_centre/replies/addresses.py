"""Where a citizen's answer by e-mail goes: one mailbox of the portal, with a mark of the request in the address."""

import base64
import hmac
import re

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes

from portal.tenancy.models import Association

from ..models import CitizenRequest

SALT = "contact_centre.replies"
PLACE = "*"
"""Where the mark stands in REPLY_ADDRESS: ``podnety+*@portal.example``. Without it all letters have one address."""
MARK = re.compile(r"(\d{1,18})-([a-z2-7]{20})")


def reply_address(request: CitizenRequest, association: Association) -> str:
    """The Reply-To of letters about `request`: REPLY_ADDRESS, or the association's own address without one."""
    address: str = settings.REPLY_ADDRESS
    return address.replace(PLACE, mark_of(request)) if address else association.answers_to


def mark_of(request: CitizenRequest) -> str:
    """What names the request in an address and can't be made up: its key and 100 bits of a signature.

    Small letters and digits only: mail programs and servers change the case of addresses. It opens no page.
    """
    return f"{request.pk}-{_signature(str(request.pk), settings.SECRET_KEY)}"


def marked(recipients: tuple[str, ...]) -> int | None:
    """The key of the request whose mark stands in one of `recipients` (small letters); None if there is none."""
    before, place, after = settings.REPLY_ADDRESS.casefold().partition(PLACE)
    if not place:
        return None
    for address in recipients:
        if not (address.startswith(before) and address.endswith(after)):
            continue
        found = MARK.fullmatch(address[len(before) : len(address) - len(after)])
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        if found and any(constant_time_compare(_signature(found[1], key), found[2]) for key in keys):
            return int(found[1])
    return None


def _signature(pk: str, key: str | bytes) -> str:
    digest = hmac.new(SALT.encode() + force_bytes(key), pk.encode(), "sha256").digest()
    return base64.b32encode(digest).decode().casefold()[:20]


def check_reply_address(**_options: object) -> list[CheckMessage]:
    """A wrong REPLY_ADDRESS would stop every letter to a citizen: say so before anything starts."""
    if not settings.REPLY_ADDRESS:
        return []
    try:
        validate_email(settings.REPLY_ADDRESS.replace(PLACE, "1-a"))
    except ValidationError:
        return [Error("REPLY_ADDRESS is no e-mail address", hint="podnety+*@example.org", id="contact_centre.E001")]
    return []
