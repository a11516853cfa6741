"""The poster of a published meeting at its own address, for anybody (M11)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core import limits
from portal.core.czech import fold
from portal.core.pdf import PdfUnavailable, weasyprint
from portal.users.client import ip_address

from .sheet import Sheet
from .stored import Poster

TOO_MANY, UNAVAILABLE = 429, 503
WINDOW = timedelta(minutes=10)
PER_ADDRESS = 10
PER_SITE = 60
"""Posters made (not read: what is kept costs nothing) in a window."""
SOON = 5
KEPT_BY_BROWSERS = 300


def published_poster(request: HttpRequest, meeting: Any) -> HttpResponse:
    """The poster as PDF, made once however many read it; a page that repeats another one has that one's.

    While it can't be had: 503 with a page that says why and when to come again, 429 for who asks too often.
    """
    meeting = meeting.alias_of.specific if meeting.alias_of_id else meeting
    if not meeting.live:
        raise Http404
    poster = Poster(meeting)
    content = poster.finished()
    if content is None:
        root = meeting.path[: meeting.steplen * 2]
        by_address = limits.is_over_limit("poster", ip_address(request) or "", at_most=PER_ADDRESS, window=WINDOW)
        if by_address or limits.is_over_limit("poster-site", root, at_most=PER_SITE, window=WINDOW):
            return _message(request, meeting, "often", TOO_MANY, int(WINDOW.total_seconds()))
        try:
            weasyprint()
            content = poster.make()
        except PdfUnavailable:
            return _message(request, meeting, "unavailable", UNAVAILABLE)
        if content is None:
            return _message(request, meeting, "busy", UNAVAILABLE, SOON)
    return _answer(request, poster, content)


def pdf_response(sheet: Sheet, content: bytes, what: str) -> HttpResponse:
    """`content` under a name by which it is found again among downloads: `what`, whose and of which day."""
    day = timezone.localdate(sheet.starts_at).isoformat()
    name = f"{slugify(fold(f'{what} {sheet.association.short_name}'))}-{day}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, name))
    return response


def _answer(request: HttpRequest, poster: Poster, content: bytes) -> HttpResponse:
    response = pdf_response(poster.sheet, content, _("Poster"))
    response["ETag"] = etag = f'"{poster.version}"'
    response["Cache-Control"] = f"public, max-age={KEPT_BY_BROWSERS}"
    # Search engines are for the pages.
    response["X-Robots-Tag"] = "noindex"
    answer: HttpResponse = get_conditional_response(request, etag=etag, response=response) or response
    return answer


def _message(
    request: HttpRequest, meeting: Any, reason: str, status: int, retry_after: int | None = None
) -> HttpResponse:
    response: HttpResponse = meeting.render(
        request, template="meetings/papers/message.html", context_overrides={"reason": reason}
    )
    response.status_code = status
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
