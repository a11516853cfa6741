"""The secret link to a request's status page: its address, how long it holds, a new one for one that ended (R3).

The first characters of a link's token never change: they find the request, and open nothing. So a link that ended, or
was replaced by a newer one, still leads to "send me a new link".
"""

from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Locale, Site

from portal.core.remembered import Remembered

from ..deadlines import status_page_days
from ..models import CitizenRequest, ContactPage

CZECH = "cs"
PLACE = "here-stands-the-secret"
FINDER = 12
"""So many characters of a token find the request: 72 bits, the 120 behind them are the key."""


@dataclass(frozen=True)
class Found:
    """What a link leads to: the request, and whether the link holds."""

    request: CitizenRequest
    holds: bool


def status_address(request: CitizenRequest, *, language: str | None = None) -> str:
    """The whole address of the status page, in the language of the request unless another is asked for.

    "" where the association has no contact page.
    """
    return _addresses.get((request.site_id, language or request.language)).replace(PLACE, request.status_token)


def _address(key: tuple[int, str]) -> str:
    """The address of a site's status pages in a language, with PLACE where the secret goes."""
    site_id, language = key
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    site = Site.objects.select_related("root_page").get(pk=site_id)
    page = ContactPage.objects.of_site(site, locales.get(language) or locales[CZECH])
    return f"{page.full_url}{page.status_path(PLACE)}" if page is not None else ""


_addresses = Remembered[tuple[int, str], str](
    _address, "contact_centre.ContactPage", "wagtailcore.Site", "wagtailcore.Locale"
)


def prolong(request: CitizenRequest) -> None:
    """Let the link hold for the Union's days from now on; never for less than it already does.

    Call it with each letter that carries the link. `request` learns of it too.
    """
    now = timezone.now()
    until = now + status_page_days(timezone.localdate(now))
    if request.status_until is None or request.status_until < until:
        request.status_until = until
        CitizenRequest.objects.filter(pk=request.pk).update(status_until=until)


def find(site: Site, token: str) -> Found | None:
    """What a link of this token leads to on `site`; None if it never was one. Only reads."""
    if len(token) <= FINDER:
        return None
    requests = CitizenRequest.objects.for_site(site).select_related(
        "municipality", "category", "duplicate_of", "activity__responsible"
    )
    request: CitizenRequest | None = requests.filter(status_token=token).first()
    if request is not None:
        return Found(request, holds=not has_ended(request))
    replaced = requests.filter(status_token__startswith=token[:FINDER]).first()
    return Found(replaced, holds=False) if replaced is not None else None


def has_ended(request: CitizenRequest) -> bool:
    """Whether the link's days went by."""
    return request.status_until is not None and request.status_until <= timezone.now()
