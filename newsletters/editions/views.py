"""The PDF of a published issue at its own address, for anybody."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.core import limits
from portal.core.czech import fold
from portal.core.pdf import PdfUnavailable, weasyprint
from portal.users.client import ip_address

from ..enums import PrintLayout
from . import stored
from .content import frame_of

TOO_MANY, UNAVAILABLE = 429, 503
WINDOW = timedelta(minutes=10)
PER_ADDRESS = 10
PER_SITE = 60
"""PDFs made (not read: what is kept costs nothing) in a window."""
SOON = 5
KEPT_BY_BROWSERS = 300


def published_pdf(request: HttpRequest, issue: Any, layout: PrintLayout = PrintLayout.COLOUR) -> HttpResponse:
    """The issue as PDF in a layout, made once however many read it; a page that repeats another one has that one's.

    While it can't be had: 503 with a page that says why and when to come again, 429 for who asks too often.
    """
    issue = issue.alias_of.specific if issue.alias_of_id else issue
    if not issue.live:
        raise Http404
    content = stored.finished(issue, layout)
    if content is not None:
        return pdf_response(issue, content, layout)
    by_address = limits.is_over_limit("issue-pdf", ip_address(request) or "", at_most=PER_ADDRESS, window=WINDOW)
    if by_address or limits.is_over_limit("issue-pdf-site", _root(issue), at_most=PER_SITE, window=WINDOW):
        return _message(request, issue, "often", TOO_MANY, int(WINDOW.total_seconds()))
    try:
        weasyprint()
        content = stored.make(issue, layout)
    except PdfUnavailable:
        return _message(request, issue, "unavailable", UNAVAILABLE)
    if content is None:
        return _message(request, issue, "busy", UNAVAILABLE, SOON)
    return pdf_response(issue, content, layout)


def pdf_response(issue: Any, content: bytes, layout: PrintLayout = PrintLayout.COLOUR) -> HttpResponse:
    """`content` under a name by which it is found again among downloads."""
    association = frame_of(issue).association
    whose = association.short_name if association else ""
    name = slugify(fold(" ".join([_("Newsletter"), str(issue.number), str(issue.year), whose, _suffix(layout)])))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.pdf"))
    response["Cache-Control"] = f"public, max-age={KEPT_BY_BROWSERS}"
    # Search engines are for the pages.
    response["X-Robots-Tag"] = "noindex"
    return response


def _suffix(layout: PrintLayout) -> str:
    return str(layout.label) if layout == PrintLayout.BLACK else ""


def _root(issue: Any) -> str:
    return str(issue.path[: issue.steplen * 2])


def _message(
    request: HttpRequest, issue: Any, reason: str, status: int, retry_after: int | None = None
) -> HttpResponse:
    response: HttpResponse = issue.render(
        request, template="newsletters/editions/message.html", context_overrides={"reason": reason}
    )
    response.status_code = status
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
