"""Signed tickets of public forms: guards against machines that cost people nothing (no puzzle, no JavaScript).

A form carries a ticket of its purpose. It says when the form was handed out and, being unique, makes sure that a form
sent twice is stored once. What a form does with a bad ticket is its own business; none throws a text away.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.core import signing
from django.utils.translation import gettext_lazy as _

FASTEST = timedelta(seconds=3)
"""Nobody chooses something and writes a sentence in less."""
OLDEST = timedelta(hours=24)
"""A form left open for longer is handed out anew."""


class Verdict(Enum):
    GOOD = "good"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"
    FORGED = "forged"


SEND_AGAIN = {
    Verdict.TOO_FAST: _(
        "This was very quick, so we are checking that you are no machine. Please send the form once more."
    ),
    Verdict.TOO_OLD: _("The form was open for a long time. Your text is still here; please send it once more."),
    Verdict.FORGED: _("We could not check the form. Your text is still here; please send it once more."),
}
"""What a form says whose ticket is not good."""


@dataclass(frozen=True)
class Ticket:
    """What a form's ticket says: its unique token ("" if it isn't ours) and whether the form may be stored."""

    token: str
    verdict: Verdict


def new_token(size: int = 24) -> str:
    """A secret nobody can guess (`size` random bytes), fit for an address."""
    return secrets.token_urlsafe(size)


def new_ticket(purpose: str) -> str:
    """A ticket for a form handed out now; it is good for forms of this `purpose` only."""
    return _signer(purpose).sign(new_token())


def read_ticket(purpose: str, value: str) -> Ticket:
    """Check a ticket that came back with a form."""
    signer = _signer(purpose)
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


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{purpose}.ticket")
