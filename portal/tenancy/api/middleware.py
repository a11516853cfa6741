"""What HTTP asks of every answer below /api/v1/, whatever a feature's router does.

Any page may read the data from a browser (CORS), copies are checked for freshness by a tag of the content, nobody
gets a cookie, errors are problem details, and one address may ask only so often.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from portal.core.limits import is_over_limit, quick_store
from portal.users.client import ip_address

from .problems import MEDIA_TYPE, problem

ROOT = "/api/v1/"
WINDOW = timedelta(minutes=1)
METHODS = "GET, HEAD, OPTIONS"
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "Content-Disposition, ETag, Last-Modified, Link, Retry-After"
READ_ONLY = "Open data can only be read."


class OpenDataMiddleware:
    """Stands before sessions and languages, so that neither leaves a trace on the answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ROOT) or request.path == ROOT:
            return self.get_response(request)
        response = self._answer(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        # What sessions and languages would add: nothing here depends on either.
        for name in ("Vary", "Content-Language"):
            if name in response.headers:
                del response.headers[name]
        response.cookies.clear()
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": METHODS, **PREFLIGHT})
        if request.method not in ("GET", "HEAD"):
            refused = problem(405, READ_ONLY)
            refused.headers["Allow"] = METHODS
            return refused
        at_most: int = settings.OPEN_DATA_REQUESTS_PER_MINUTE
        if is_over_limit("api", ip_address(request), at_most=at_most, window=WINDOW, store=quick_store()):
            refused = problem(429, f"At most {at_most} requests a minute from one address.")
            refused.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
            refused.headers["Cache-Control"] = "no-store"
            return refused
        return self._read(request)

    def _read(self, request: HttpRequest) -> HttpResponseBase:
        asked, request.method = request.method, "GET"
        response = self.get_response(request)
        request.method = asked
        if response.status_code >= 400:
            return _as_problem(response)
        response.headers["Link"] = (
            f'<{settings.OPEN_DATA_LICENCE_URL}>; rel="license", <{ROOT}openapi.json>; rel="service-desc"'
        )
        response.headers.setdefault("Cache-Control", f"public, max-age={settings.OPEN_DATA_MAX_AGE}")
        if isinstance(response, HttpResponse) and "ETag" not in response.headers:
            response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        answer = confirmed(request, response)
        if answer.status_code >= 400:
            answer = _as_problem(answer)
        return answer if asked == "GET" else _without_body(answer)


def confirmed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """304 if the client's copy is still what `response` says by its ETag and Last-Modified; else `response`."""
    changed = parse_http_date_safe(response.headers.get("Last-Modified", ""))
    whole = cast(HttpResponse, response)
    return cast(HttpResponseBase, get_conditional_response(request, response.headers.get("ETag"), changed, whole))


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """An error as problem details, also a fault of ours."""
    is_one = response.headers.get("Content-Type") == MEDIA_TYPE
    answer = response if is_one else problem(response.status_code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The answer to HEAD: the headers of GET; a file is not even made."""
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = iter(())
    return response
