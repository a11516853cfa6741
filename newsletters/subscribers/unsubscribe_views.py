"""Ending a subscription by the link of a mail (X3): a page with one button, and the one click of RFC 8058.

GET and HEAD show a page and change nothing: mail scanners open links. The one click is a POST without cookies, made by
the mail program's servers, so it alone needs no token against forgery; it holds the secret of the link itself.
"""

from typing import TYPE_CHECKING, Any

import structlog
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.models import Site
from wagtail.views import serve

from ..enums import ConsentSource, SubscriberState
from .ending import unsubscribe
from .form_views import secret
from .links import find, is_genuine
from .own_pages import NOT_FOUND, OK, UNAVAILABLE, OwnPage

if TYPE_CHECKING:
    from ..models import NewsletterIndexPage

FIELD, ONE_CLICK = "List-Unsubscribe", "One-Click"
"""The whole body of RFC 8058's POST."""

logger = structlog.get_logger(__name__)


def unsubscribe_page(
    request: HttpRequest, page: "NewsletterIndexPage", token: str, mailing: int | None = None
) -> HttpResponse:
    """Whose newsletter it is and one button; after it, that it is done. `mailing` is the one the link stood in."""
    route: tuple[Any, ...] = ("unsubscribe", token) if mailing is None else ("unsubscribe_mailing", token, mailing)
    own = OwnPage(request, page, *route)
    subscriber = own.subscriber
    if subscriber is None:
        return own.nobody()
    if request.method == "POST":
        try:
            unsubscribe(subscriber=subscriber, source=ConsentSource.LINK, mailing=mailing)
        except DatabaseError as error:
            _report(error, subscriber.site_id)
            return own.render("unsubscribe", UNAVAILABLE, is_failed=True)
        return secret(redirect(f"{own.url}#obsah"))
    is_ended = subscriber.state == SubscriberState.UNSUBSCRIBED
    return own.render("unsubscribe", is_ended=is_ended, preferences_url=own.address("preferences", token))


@csrf_exempt
def serve_unsubscribing(request: HttpRequest, place: str, token: str, mailing: str | None = None) -> HttpResponse:
    """The one click at once; everything else is the page, guarded as all pages are."""
    if request.method == "POST" and request.POST.get(FIELD) == ONE_CLICK:
        return _one_click(request, token, mailing)
    response: HttpResponse = _guarded(request, place)
    return response


_guarded = csrf_protect(serve)


def _one_click(request: HttpRequest, token: str, mailing: str | None) -> HttpResponse:
    """End the subscription, without cookie and redirect; once or twice is the same, and so is after it has gone."""
    site = Site.find_for_request(request)
    status, subscriber = OK, find(token, site)
    if subscriber is not None:
        try:
            unsubscribe(
                subscriber=subscriber, source=ConsentSource.ONE_CLICK, mailing=int(mailing) if mailing else None
            )
        except DatabaseError as error:
            _report(error, subscriber.site_id)
            status = UNAVAILABLE
    elif not is_genuine(token, site):
        status = NOT_FOUND
    context = {"is_done": status == OK, "is_unknown": status == NOT_FOUND}
    return secret(render(request, "newsletters/subscribers/one_click.html", context, status=status))


def _report(error: DatabaseError, site_id: int) -> None:
    # No traceback and no message of the database: both may hold the address.
    logger.error("unsubscribing_failed", site_id=site_id, reason=type(error).__name__)
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
