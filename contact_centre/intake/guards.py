"""What makes a message suspicious, and how much one address and one site may send (R1).

A machine is never told that it was seen through: what is suspicious is stored and put aside for a look. Only what
would drown the centre is refused, and its text stays in the form. The form's ticket is in `portal.core.tickets`.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from portal.core.limits import count_uses
from portal.core.tickets import Verdict

from ..enums import HeldBecause

PURPOSE = "contact_centre"
"""Whose tickets the form takes."""

WINDOW = timedelta(minutes=10)
PER_ADDRESS, PER_SITE = 5, 60
"""Messages in a window that look like people: a family at one table, a village after a storm."""
MOST_PER_ADDRESS, MOST_PER_SITE = 30, 300
"""Messages in a window that are stored at all; more than that is refused."""
LINKS = 2
"""A map and a photograph; advertising has more."""

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
MARKUP = re.compile(r"<a\s|\[(?:url|link)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Judgement:
    """Why a message is put aside (not at all when empty), and whether it is one too many to be stored."""

    held_because: tuple[HeldBecause, ...] = ()
    refused: bool = False


class TooMany(Exception):
    """More messages in a short time than are stored at all."""


def judge(*, site_id: int, address: str, text: str, verdict: Verdict, trap_filled: bool) -> Judgement:
    """Count one more message of `address` on the site and say what to do with it.

    Give it to `submit_request` as its `guard`: counted in the transaction of the request, a form sent again counts
    for nothing, however many copies come at once. A ticket that is too old or forged is the form's own business: it
    asks to send again, which no citizen's text is lost by.
    """
    by_address, by_site = count_uses(("contact", f"{site_id}:{address}"), ("contact-site", str(site_id)), window=WINDOW)
    found = {
        HeldBecause.TRAP: trap_filled,
        HeldBecause.TOO_FAST: verdict is Verdict.TOO_FAST,
        HeldBecause.MANY_FROM_ADDRESS: by_address > PER_ADDRESS,
        HeldBecause.MANY_ON_SITE: by_site > PER_SITE,
        HeldBecause.LINKS: advertises(text),
    }
    return Judgement(
        held_because=tuple(reason for reason, holds in found.items() if holds),
        refused=by_address > MOST_PER_ADDRESS or by_site > MOST_PER_SITE,
    )


def advertises(text: str) -> bool:
    """Whether `text` has links as advertising does: several, or written as markup, which the form doesn't take."""
    return len(LINK.findall(text)) > LINKS or bool(MARKUP.search(text))
