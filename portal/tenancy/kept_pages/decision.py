"""What may be kept, and for how long: nothing unless everything speaks for it.

A view says so itself (`may_keep`), or its page does: `BasePage.is_kept` for a page with one view, `kept_routes` with
the names of the routes that are the same for everybody. Whatever is personal in the answer forbids it, whoever says so.
"""

import math
import re
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page
from wagtail.views import serve

from .asked import Key

STATUSES = {200: "page", 301: "redirect", 308: "redirect", 404: "nowhere"}
NEVER = ("/admin/", "/ucet/", "/documents/", "/media/", "/static/", "/api/", "/open311/", "/anymail/", "/healthz",
         "/readyz", "/metrics")  # fmt: skip
"""What is below these addresses is somebody's own, a file, or has rules of its own."""
FORBIDDING = re.compile(r"\b(?:private|no-store)\b", re.IGNORECASE)
KEPT_VIEWS = frozenset({"brand_css"})
"""Views of the core, which knows nothing of this room."""
VARIES = frozenset({"accept-encoding", "accept-language", ""})
"""What an answer may say it depends on. The language stands in the address (a test proves it)."""
MINUTE = 60


def reason_against(request: HttpRequest, response: Any, key: Key) -> str:
    """Why the answer must not be kept; "" if it may."""
    kind = STATUSES.get(response.status_code)
    cached = response.headers.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    session = getattr(request, "session", None)
    reasons = {
        "method": request.method != "GET",
        "status": kind is None,
        "stream": response.streaming or not hasattr(response, "content"),
        "path": request.path.startswith(NEVER),
        "cookie": bool(response.cookies) or "Set-Cookie" in response.headers,
        "cache-control": FORBIDDING.search(cached) is not None,
        "vary": not varies <= VARIES,
        "session": bool(session is not None and (session.accessed or session.modified)),
        "user": hasattr(request, "_cached_user") or hasattr(request, "_acached_user"),
        "csrf": bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE")),
        "preview": bool(getattr(request, "is_preview", False)),
        "view": not _is_willing(request, response, kind),
    }
    return next((name for name, holds in reasons.items() if holds), "")


def _is_willing(request: HttpRequest, response: Any, kind: str | None) -> bool:
    """Whether the view says that its answer is everybody's."""
    said = getattr(response, "_may_keep", None)
    if said is not None:
        return bool(said)
    match = request.resolver_match
    if match is not None and match.view_name in KEPT_VIEWS:
        return True
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None or not route:
        # No page: an address that leads nowhere, or on to where it is written with a slash or was moved to.
        return kind in ("nowhere", "redirect") and (match is None or match.func is serve)
    return is_kept_route(route[0], request)


def is_kept_route(page: Page, request: HttpRequest) -> bool:
    """Whether the page says that what was asked for is the same for everybody."""
    routes = getattr(page, "kept_routes", None)
    if routes is None:
        return bool(getattr(page, "is_kept", False))
    asked = getattr(request, "routable_resolver_match", None)
    return asked is not None and asked.func.__name__ in routes


def expires_at(response: Any, now: float | None = None) -> float:
    """Until when the answer holds by the clock, in seconds since the epoch.

    The next whole minute if its view says nothing: opening hours, meetings and notices begin and end at whole minutes.
    """
    now = time.time() if now is None else now
    minute = (math.floor(now / MINUTE) + 1) * MINUTE
    until = getattr(response, "_keep_until", None)
    return min(until.timestamp(), now + settings.PAGE_CACHE_SECONDS) if until is not None else float(minute)
