"""Guards against machines that cost people nothing: no puzzle, no third party, no JavaScript.

A form carries a signed ticket. It says when the form was handed out and, being unique, makes sure that
a form sent twice is stored once. The guards never throw a text away: they ask to send it again.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.core import signing

from portal.core import limits

from .models.request import new_token

SALT = "contact_centre.ticket"
FASTEST = timedelta(seconds=3)
"""Nobody chooses a municipality and writes a sentence in less."""
OLDEST = timedelta(hours=24)
"""A form left open for longer is handed out anew."""

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 5
"""Requests stored from one address in a window: a family at one table, not a machine."""
PER_SITE = 60
"""Requests stored on one site in a window."""


class Verdict(Enum):
    GOOD = "good"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"
    FORGED = "forged"


@dataclass(frozen=True)
class Ticket:
    """What a form's ticket says: its unique token ("" if it isn't ours) and whether the form may be stored."""

    token: str
    verdict: Verdict


def new_ticket() -> str:
    """A ticket for a form handed out now."""
    return signing.TimestampSigner(salt=SALT).sign(new_token())


def read_ticket(value: str) -> Ticket:
    """Check a ticket that came back with a form."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        token = signer.unsign(value)
    except signing.BadSignature:
        return Ticket("", Verdict.FORGED)
    try:
        signer.unsign(value, max_age=OLDEST)
    except signing.SignatureExpired:
        return Ticket(token, Verdict.TOO_OLD)
    try:
        signer.unsign(value, max_age=FASTEST)
    except signing.SignatureExpired:
        return Ticket(token, Verdict.GOOD)
    return Ticket(token, Verdict.TOO_FAST)


def is_over_limit(*, site_id: int, address: str) -> bool:
    """Count one more request to be stored; whether it is one too many for its address or its site."""
    by_address = limits.is_over_limit("contact", f"{site_id}:{address}", at_most=PER_ADDRESS, window=WINDOW)
    by_site = limits.is_over_limit("contact-site", str(site_id), at_most=PER_SITE, window=WINDOW)
    return by_address or by_site
