"""A contributor's personal link: its address, and what it leads to now (N1). Reading it changes nothing."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any

from django.core import signing
from django.utils import timezone
from wagtail.models import Site

from ..models import Contributor

SALT = "newsletters.contributor"
KEY_BYTES, KEY_LENGTH = 32, 43
SEGMENT = "prispevek"


class Standing(Enum):
    """What a link leads to now."""

    UNKNOWN = auto()
    OPEN = auto()
    CLOSED = auto()
    """The closing date went by, or the issue is out."""


@dataclass(frozen=True)
class Found:
    """A link's contributor and how it stands."""

    standing: Standing
    contributor: Contributor | None = None


def is_open(issue: Any, on: date | None = None) -> bool:
    """Whether contributions to `issue` are taken on a day in Prague (today): to its closing date, until it is out."""
    until = issue.contributions_until
    return until is not None and not issue.live and (on or timezone.localdate()) <= until


def token_of(contributor: Contributor) -> str:
    """What stands in the address: the key and its signature. Who can only read the database can't make one."""
    return f"{contributor.key}{_signer().signature(contributor.key)}"


def link_of(contributor: Contributor) -> str:
    """The whole address of the contributor's page, below the archive of the issue."""
    return f"{contributor.issue.get_parent().full_url}{SEGMENT}/{token_of(contributor)}/"


def find(token: str, site: Site | None) -> Found:
    """What a link of this token leads to now at this site. A signature that isn't ours costs no query."""
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    try:
        _signer().unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return Found(Standing.UNKNOWN)
    rows = Contributor.objects.select_related("issue", "municipality", "site")
    contributor = rows.filter(key=key, site=site).first()
    if contributor is None:
        return Found(Standing.UNKNOWN)
    return Found(Standing.OPEN if is_open(contributor.issue) else Standing.CLOSED, contributor)


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
