"""What is answered while the database is away: pages as they were, marked; and plainly that nothing else works."""

import re
import time
from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import build_policy
from django.utils.translation import get_language_from_path

from portal.core.brand import stylesheet

from .asked import Key
from .entry import Entry
from .known import Card, State
from .typed import typed_in

HOUR = 3600
COLOURS = re.compile(r"/brand/([0-9a-f]{6})\.css")
RETRY_AFTER = 30
MAIN = b'<main id="obsah" tabindex="-1">'
HEADERS = {
    "Cache-Control": "no-store",
    "Retry-After": str(RETRY_AFTER),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex",
    "Portal-Database": "away",
}


def may_be_shown(entry: Entry, state: State) -> bool:
    """Whether a kept page is what the site last said, as far as anybody knows, and not too old."""
    is_known = entry.version == state.version_of(entry.site)
    return is_known and time.time() - entry.kept_at < settings.PAGE_CACHE_STALE_HOURS * HOUR


def marked(entry: Entry, key: Key, state: State) -> Entry:
    """The page with a note that it may be old, and a header for machines; made once."""
    if entry.marked is None:
        body = entry.body
        if entry.is_html and MAIN in body:
            context = {**_whose(key[1], state), "at": datetime.fromtimestamp(entry.kept_at, UTC)}
            with translation.override(_language(key[2])):
                note = render_to_string("tenancy/kept_pages/note.html", context).encode()
            body = body.replace(MAIN, MAIN + note, 1)
        entry.marked = entry.with_body(body, Portal_Database="away", Cache_Control="no-store")
    return entry.marked


def refusal(request: HttpRequest, state: State) -> HttpResponse:
    """503: whose page it is, whom to call, and all that was typed into a form. A site's colours need no database."""
    if colour := COLOURS.fullmatch(request.path_info):
        return HttpResponse(stylesheet(f"#{colour[1]}"), content_type="text/css; charset=utf-8")
    fields, files = typed_in(request)
    context = {
        **_whose(request.META.get("HTTP_HOST", ""), state),
        "is_form": request.method == "POST",
        "action": request.get_full_path(),
        "fields": fields,
        "shown": any(field.label for field in fields),
        "files": files,
    }
    with translation.override(_language(request.path_info)):
        text = render_to_string("tenancy/kept_pages/away.html", context)
    policy = build_policy(cast(Any, settings.SECURE_CSP))
    return HttpResponse(text, status=503, headers={**HEADERS, "Content-Security-Policy": policy})


def _whose(host: str, state: State) -> dict[str, Card | None]:
    return {"owner": state.facts.cards.get(host.lower().partition(":")[0].rstrip("."))}


def _language(path: str) -> str:
    return get_language_from_path(path) or settings.LANGUAGE_CODE
