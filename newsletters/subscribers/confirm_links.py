"""The link that confirms a subscription: its address, and whom it belongs to. Reading it changes nothing (X1)."""

from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Max, Q
from django.utils import timezone
from wagtail.models import Site

from ..enums import ConsentAct, SubscriberKind, SubscriberState
from ..limits import limit
from ..models import NewsletterIndexPage, Subscriber

SALT = "newsletters.subscriber.confirm"
KEY_BYTES, KEY_LENGTH = 32, 43
FORM, CONFIRM = "odber", "potvrdit"
"""Below the archive: the form, and below it the links."""
CONFIRMABLE = frozenset({SubscriberState.PENDING, SubscriberState.UNSUBSCRIBED, SubscriberState.UNREACHABLE})
ASKED = Q(events__act=ConsentAct.ASKED)


def archive_of(site: Site | int, language: str = "cs") -> NewsletterIndexPage:
    """The archive of a site (or of the one with this key) in this language, the Czech one where there is none.

    Raises NewsletterIndexPage.DoesNotExist for a site without an archive.
    """
    found = site if isinstance(site, Site) else Site.objects.select_related("root_page").get(pk=site)
    archives = NewsletterIndexPage.objects.child_of(found.root_page).select_related("locale")
    archive: NewsletterIndexPage = archives.get()
    if language == archive.locale.language_code:
        return archive
    translations = archive.get_translations().live()
    return translations.filter(locale__language_code=language).first() or archive


def token_of(subscriber: Subscriber) -> str:
    """What stands in the address: the key and its signature. Who can only read the database can't make one."""
    return f"{subscriber.confirm_key}{_signer().signature(subscriber.confirm_key)}"


def confirm_url(subscriber: Subscriber) -> str:
    """The whole address of the page that confirms, in the language the subscriber asked in."""
    archive = archive_of(subscriber.site, subscriber.language)
    return f"{archive.full_url}{FORM}/{CONFIRM}/{token_of(subscriber)}/"


def is_genuine(token: str) -> bool:
    """Whether we made this token, for whomever and whenever; no query."""
    try:
        _signer().unsign(f"{token[:KEY_LENGTH]}:{token[KEY_LENGTH:]}")
    except signing.BadSignature:
        return False
    return True


def find_waiting(token: str, site: Site | None) -> Subscriber | None:
    """Who may confirm by this token now at this site; None if forged, used, too old, or another site's.

    A signature that isn't ours costs no query.
    """
    if not is_genuine(token):
        return None
    key = token[:KEY_LENGTH]
    waiting = Subscriber.objects.filter(site=site, kind=SubscriberKind.READER, state__in=CONFIRMABLE, confirm_key=key)
    found = waiting.annotate(asked=Max("events__at", filter=ASKED)).select_related("site").first()
    return found if found is not None and found.asked is not None and found.asked > unconfirmed_since() else None


def unconfirmed_since() -> datetime:
    """Who asked before this and hasn't confirmed is forgotten, and their link holds no more."""
    return timezone.now() - _wait()


def unconfirmed_until(asked_at: datetime) -> datetime:
    """Until when the link of who asked then holds."""
    return asked_at + _wait()


def _wait() -> timedelta:
    return timedelta(days=limit("subscriber_unconfirmed_days"))


def _signer() -> signing.Signer:
    return signing.Signer(salt=SALT)
