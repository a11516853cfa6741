"""The personal links in a subscriber's mails: their addresses, and whose they are (X3, X4). Reading changes nothing.

One link holds as long as the subscription is known: mails are read years later. It is bound to the association's site.
"""

from django.core import signing
from wagtail.models import Site

from ..models import Mailing, Subscriber
from .confirm_links import archive_of

SALT = "newsletters.subscriber"
KEY_LENGTH = 43
PREFERENCES, UNSUBSCRIBE = "odber/nastaveni", "odber/odhlasit"
"""Below the archive, in every language."""


def token_of(subscriber: Subscriber) -> str:
    """What stands in the addresses: the key and its signature for this site; always the same, of letters, - and _.

    Who can only read the database can't make one.
    """
    return f"{subscriber.key}{_signer().signature(_signed(subscriber.site_id, subscriber.key))}"


def preferences_url(subscriber: Subscriber, archive_url: str | None = None) -> str:
    """The whole address of the subscriber's own page. No query where the archive's address is given."""
    return f"{_archive(subscriber, archive_url)}{PREFERENCES}/{token_of(subscriber)}/"


def unsubscribe_url(subscriber: Subscriber, mailing: Mailing | None = None, archive_url: str | None = None) -> str:
    """The whole address that ends the subscription, for people and for RFC 8058; it names the mail it stands in."""
    of_mailing = f"{mailing.pk}/" if mailing is not None else ""
    return f"{_archive(subscriber, archive_url)}{UNSUBSCRIBE}/{token_of(subscriber)}/{of_mailing}"


def is_genuine(token: str, site: Site | None) -> bool:
    """Whether we made this token for a subscriber of this site; no query."""
    key, signature = token[:KEY_LENGTH], token[KEY_LENGTH:]
    if site is None or len(key) < KEY_LENGTH:
        return False
    try:
        _signer().unsign(f"{_signed(site.pk, key)}:{signature}")
    except signing.BadSignature:
        return False
    return True


def find(token: str, site: Site | None) -> Subscriber | None:
    """Whose link this is at this site; None for one we didn't make (no query) and after the address was deleted."""
    if not is_genuine(token, site):
        return None
    rows = Subscriber.objects.select_related("site", "municipality")
    found: Subscriber | None = rows.filter(key=token[:KEY_LENGTH], site=site, erased_at=None).first()
    return found


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)


def _signed(site_id: int, key: str) -> str:
    return f"{site_id}.{key}"


def _archive(subscriber: Subscriber, archive_url: str | None) -> str:
    return archive_url or archive_of(subscriber.site, subscriber.language).full_url
