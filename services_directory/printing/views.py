"""The list to print, and the booklet: addresses below the directory's page."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Site

from portal.core import limits
from portal.core.czech import fold
from portal.core.pdf import PdfUnavailable, weasyprint
from portal.tenancy.context import current_association
from portal.tenancy.models import Association, Municipality
from portal.users.client import ip_address

from ..listing import directory_listing
from ..places import place_of
from . import stored
from .booklet import Edition, edition
from .entries import entries

if TYPE_CHECKING:
    from ..models import DirectoryPage

TOO_MANY, UNAVAILABLE = 429, 503
WINDOW = timedelta(minutes=10)
PER_ADDRESS = 10
"""Booklets made for one address in a window: a clerk who prints them for all villages takes a break."""
PER_SITE = 100
SOON, LATER = 5, 30
"""Seconds after which to come again: another booklet is being made, this one is made by the worker."""
KEPT_BY_BROWSERS = 300


def print_list(request: HttpRequest, page: "DirectoryPage") -> HttpResponse:
    """Everything that the list's filters find, on one page made for paper."""
    site = Site.find_for_request(request)
    listing = directory_listing(site, request.GET)
    found = entries(listing.services, page.full_url)
    return page.render(
        request,
        template="services_directory/printing/print_list.html",
        context_overrides={"listing": listing, "entries": found, "printed_on": timezone.localdate()},
    )


def booklet(request: HttpRequest, page: "DirectoryPage") -> HttpResponse:
    """Today's booklet of the municipality in the address, or of the whole association, as PDF (D10).

    While it can't be had: 503 with a page that says why and when to come again, 429 for who asks too often.
    """
    wanted = edition(*_whose(request))
    content = stored.finished(wanted)
    if content is not None:
        return _pdf(wanted, content)
    site_id = wanted.association.site_id
    by_address = limits.is_over_limit("booklet", f"{site_id}:{ip_address(request)}", at_most=PER_ADDRESS, window=WINDOW)
    if by_address or limits.is_over_limit("booklet-site", str(site_id), at_most=PER_SITE, window=WINDOW):
        return _message(request, page, "often", TOO_MANY, int(WINDOW.total_seconds()))
    try:
        weasyprint()
        if stored.is_large(wanted):
            stored.order(wanted)
            return _message(request, page, "large", UNAVAILABLE, LATER)
        content = stored.make(wanted)
    except PdfUnavailable:
        return _message(request, page, "unavailable", UNAVAILABLE)
    return _pdf(wanted, content) if content is not None else _message(request, page, "busy", UNAVAILABLE, SOON)


def _whose(request: HttpRequest) -> tuple[Association, Municipality | None]:
    association = current_association(request)
    if association is None:
        raise Http404
    code = request.GET.get("municipality", "")
    return association, place_of(association, code) if code else None


def _pdf(wanted: Edition, content: bytes) -> HttpResponse:
    whose = wanted.municipality.name if wanted.municipality else wanted.association.short_name
    name = f"{slugify(fold(_('Public services')))}-{slugify(fold(whose))}-{wanted.printed_on:%Y-%m-%d}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, name))
    response["Cache-Control"] = f"public, max-age={KEPT_BY_BROWSERS}"
    # Search engines are for the pages; a booklet of last year would mislead.
    response["X-Robots-Tag"] = "noindex"
    return response


def _message(
    request: HttpRequest, page: "DirectoryPage", reason: str, status: int, retry_after: int | None = None
) -> HttpResponse:
    response = page.render(
        request,
        template="services_directory/printing/booklet_message.html",
        context_overrides={"reason": reason, "again": request.get_full_path()},
    )
    response.status_code = status
    response["Cache-Control"] = "no-store"
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response
