"""The page behind the link that confirms. GET and HEAD only read: a mail scanner that opens links does nothing (X1)."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Site

from portal.core.limits import is_over_limit
from portal.users.client import ip_address

from .confirm_links import find_waiting, is_genuine
from .confirming import confirm
from .form_views import secret, subpath

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

OK, NOT_FOUND, GONE, TOO_MANY = 200, 404, 410, 429
PER_ADDRESS, WINDOW = 60, timedelta(minutes=10)


def confirm_page(request: HttpRequest, page: "NewsletterIndexPage", token: str) -> HttpResponse:
    """What is to be confirmed, with one button; or that the link does nothing (any more), and why that may be."""
    request.portal_subpath = subpath(page, "confirm_subscription", token)  # type: ignore[attr-defined]
    site = Site.find_for_request(request)
    if site is None or not is_genuine(token):
        return _message(request, page, NOT_FOUND)
    if request.method == "POST":
        if is_over_limit("confirm", ip_address(request), at_most=PER_ADDRESS, window=WINDOW):
            return _message(request, page, TOO_MANY)
        if confirm(site=site, token=token) is None:
            return _message(request, page, GONE)
        return redirect(f"{page.get_url(request)}{subpath(page, 'subscribed')}#obsah")
    waiting = find_waiting(token, site)
    if waiting is None:
        return _message(request, page, GONE)
    context = {"subscriber": waiting, "topics": list(waiting.topics.all())}
    return _render(request, page, "confirm", context)


def thanks_page(request: HttpRequest, page: "NewsletterIndexPage") -> HttpResponse:
    """Thanks after confirming, the same for everybody; what is personal is in the letter."""
    request.portal_subpath = subpath(page, "subscribed")  # type: ignore[attr-defined]
    return _render(request, page, "confirmed", {})


def _message(request: HttpRequest, page: "NewsletterIndexPage", status: int) -> HttpResponse:
    context = {"is_unknown": status == NOT_FOUND, "is_too_much": status == TOO_MANY}
    return _render(request, page, "confirm_message", context, status)


def _render(
    request: HttpRequest, page: "NewsletterIndexPage", name: str, context: dict[str, Any], status: int = OK
) -> HttpResponse:
    context = {"subscribe_path": subpath(page, "subscribe"), **context}
    response = page.render(request, template=f"newsletters/subscribers/{name}.html", context_overrides=context)
    response.status_code = status
    return secret(response)
