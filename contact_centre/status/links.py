"""The secret link to a request's status page: its address, how long it holds, a new one for one that ended (R3)."""

from django.utils import timezone
from wagtail.models import Locale

from ..deadlines import status_page_days
from ..models import CitizenRequest, ContactPage

CZECH = "cs"


def status_address(request: CitizenRequest, *, language: str | None = None) -> str:
    """The whole address of the status page, in the language of the request unless another is asked for.

    "" where the association has no contact page.
    """
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    locale = locales.get(language or request.language) or locales[CZECH]
    page = ContactPage.objects.of_site(request.site, locale)
    return f"{page.full_url}{page.status_path(request.status_token)}" if page is not None else ""


def prolong(request: CitizenRequest) -> None:
    """Let the link hold for the Union's days from now on; never for less than it already does.

    Call it with each letter that carries the link. `request` learns of it too.
    """
    now = timezone.now()
    until = now + status_page_days(timezone.localdate(now))
    if request.status_until is None or request.status_until < until:
        request.status_until = until
        CitizenRequest.objects.filter(pk=request.pk).update(status_until=until)
