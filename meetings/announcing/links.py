"""The personal link of somebody invited: its address, and whose it is (MTG-3). Reading changes nothing.

A link is bound to the association's site and works until some time after the meeting: mails lie about for years.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone
from wagtail.models import Site

from portal.core.tickets import new_token

from ..models import Invitation, MeetingIndexPage
from .addresses import INVITED

SALT = "meetings.invitation"
KEY_BYTES, KEY_LENGTH = 32, 43
AFTER_MEETING = timedelta(days=180)
"""So long after the meeting its papers can be read there; later they are with the centre."""


def new_key() -> str:
    """What stands in the table; the address has its signature too, so who reads the table alone can't open pages."""
    return new_token(KEY_BYTES)


def token_of(invitation: Invitation) -> str:
    """What stands in the address: the key and its signature for this site; letters, digits, - and _ only."""
    return f"{invitation.key}{_signer().signature(_signed(invitation.site_id, invitation.key))}"


def personal_url(invitation: Invitation, index_url: str = "") -> str:
    """The whole address of the page of somebody invited. No query where the address of the list is given."""
    return f"{index_url or index_url_of(invitation.site)}{INVITED}/{token_of(invitation)}/"


def index_url_of(site: Site) -> str:
    """The whole address of the Czech list of meetings of `site`."""
    return str(MeetingIndexPage.objects.child_of(site.root_page).get().full_url)


def find(token: str, site: Site | None) -> Invitation | None:
    """Whose link this is at this site; None for one we didn't make (no query), a foreign one, and one that is over."""
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    if site is None or len(key) < KEY_LENGTH:
        return None
    try:
        _signer().unsign(f"{_signed(site.pk, key)}:{signature}")
    except signing.BadSignature:
        return None
    rows = Invitation.objects.for_site(site).filter(key=key, meeting__starts_at__gt=timezone.now() - AFTER_MEETING)
    found: Invitation | None = rows.select_related("meeting", "municipality", "site", "announcement").first()
    return found


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def _signed(site_id: int, key: str) -> str:
    return f"{site_id}.{key}"
