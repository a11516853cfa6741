"""A reviewer's personal link: making it, the signed token in its address, and what it leads to now (V1).

The page lies at the host of the association, so that the issue looks there as its readers will see it. Who opens it
is known by the token alone: whether they are signed in anywhere makes no difference.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum, auto
from typing import Any

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from portal.tenancy.models import LiaisonExpert

from ..enums import Outcome
from ..models import ReviewLink, ReviewRound
from .authors import is_author

SALT = "newsletters.review_link"
KEY_BYTES, KEY_LENGTH = 32, 43
AFTER_DUE = timedelta(days=30)
"""So long after the day of the answer a link still works: the late decide, too."""
ASKED_AGAIN = timedelta(days=14)
"""A link that is sent again works at least so long from then on."""


class Standing(Enum):
    """What a link leads to now."""

    UNKNOWN = auto()
    OPEN = auto()
    MINE = auto()
    """Decided by this very link."""
    DECIDED = auto()
    """Decided by somebody else, or in the administration."""
    WITHDRAWN = auto()
    REPLACED = auto()
    """A newer round waits, with a link of its own."""
    EXPIRED = auto()
    INACTIVE = auto()
    """The expert no longer works for the Union."""
    AUTHOR = auto()
    """The expert has written what is to be judged (V2)."""


@dataclass(frozen=True)
class Found:
    """A link's row and how it stands."""

    standing: Standing
    link: ReviewLink | None = None


@transaction.atomic
def link_for(*, round: ReviewRound, expert: LiaisonExpert, is_deputy: bool = False) -> str:
    """The whole address at which `expert` decides about `round`: one for both, prolonged when asked for again."""
    # Two runs of a job must not make two.
    ReviewRound.objects.select_for_update().get(pk=round.pk)
    expires_at = expiry(round)
    link, is_new = ReviewLink.objects.get_or_create(
        round=round,
        expert=expert,
        defaults={
            "site_id": round.site_id,
            "key": secrets.token_urlsafe(KEY_BYTES),
            "is_deputy": is_deputy,
            "expires_at": expires_at,
        },
    )
    if not is_new and link.expires_at < expires_at:
        link.expires_at = expires_at
        link.save(update_fields=["expires_at"])
    return address_of(link)


def expiry(round: ReviewRound) -> datetime:
    """Until when a link to `round` works that is sent now."""
    last_day = datetime.combine(round.due_on + AFTER_DUE + timedelta(days=1), time())
    return max(timezone.make_aware(last_day), timezone.now() + ASKED_AGAIN)


def token_of(link: ReviewLink) -> str:
    """What stands in the address: the key and its signature. Who can only read the database can't make one.

    Nothing but letters, digits, "-" and "_" stands in it: programs that turn text into links break others off.
    """
    return f"{link.key}{_signer().signature(link.key)}"


def address_of(link: ReviewLink) -> str:
    """The whole address of the reviewer's page."""
    return f"{link.site.root_url}{reverse('newsletter_review:page', args=[token_of(link)])}"


def find(token: str, site: Site | None) -> Found:
    """What this token leads to at `site`. Only reads; a signature that isn't ours costs no query."""
    key = _key_in(token)
    return _found(key=key, site=site) if key is not None else Found(Standing.UNKNOWN)


def find_again(link: ReviewLink) -> Found:
    """How `link` stands now, whatever was read of it before."""
    return _found(pk=link.pk)


def _found(**which: Any) -> Found:
    rows = ReviewLink.objects.select_related(
        "expert__user", "round__issue", "round__decision", "round__revision", "round__site"
    )
    link = rows.filter(**which).first()
    return Found(_standing(link), link) if link is not None else Found(Standing.UNKNOWN)


def _standing(link: ReviewLink) -> Standing:
    outcome = link.round.outcome
    if outcome == Outcome.WITHDRAWN:
        return Standing.REPLACED if _newer_waits(link) else Standing.WITHDRAWN
    if outcome:
        return Standing.MINE if link.used_at else Standing.REPLACED if _newer_waits(link) else Standing.DECIDED
    if not link.expert.is_active:
        return Standing.INACTIVE
    if link.expires_at <= timezone.now():
        return Standing.EXPIRED
    if is_author(link.round.issue, user=link.expert.user, email=link.expert.email):
        return Standing.AUTHOR
    return Standing.OPEN


def _newer_waits(link: ReviewLink) -> bool:
    newer = ReviewRound.objects.filter(issue=link.round.issue_id, number__gt=link.round.number)
    return newer.filter(decision__isnull=True).exists()


def _key_in(token: str) -> str | None:
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    try:
        return _signer().unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
