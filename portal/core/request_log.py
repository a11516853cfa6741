"""One line in the log for each request, and the id by which its other lines are found.

The line: `request_finished` with method and path (no query, no secrets), view, code and milliseconds. A fault that
nobody caught says so before, with its traceback, as `request_failed`. Who asked is never written.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from structlog.contextvars import bind_contextvars, bound_contextvars, reset_contextvars

from portal.core import metrics
from portal.settings.logs import without_personal_data

NAME = "portal.requests"
LEVELS = {logging.INFO: "info", logging.WARNING: "warning", logging.ERROR: "error"}
ACCEPTED_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

log = structlog.get_logger(NAME)
lines = logging.getLogger(NAME)


class RequestLogMiddleware:
    """Gives each request an id (the proxy's, if it sent one), writes its line and says the id in `X-Request-ID`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        got_request_exception.connect(log_failure, dispatch_uid=NAME)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = perf_counter()
        request_id = id_of(request.META)
        tokens = bind_contextvars(request_id=request_id)
        try:
            response = self.get_response(request)
        finally:
            reset_contextvars(**tokens)
        response.headers["X-Request-ID"] = request_id
        if isinstance(response, StreamingHttpResponse) and getattr(response, "file_to_stream", None) is None:
            content: Any = response.streaming_content
            response.streaming_content = _watched(content, request_id)
        view, seconds = metrics.view_name(request.resolver_match), perf_counter() - start
        metrics.observe(method=str(request.method), view=view, status=response.status_code, seconds=seconds)
        # Who answers 503 on purpose (a site in preparation) is no fault to be woken for.
        is_meant = getattr(request, "is_meant_to_wait", False)
        level = logging.INFO if is_meant else level_of(response.status_code)
        if lines.isEnabledFor(level):
            write(request, response.status_code, level, view=view, request_id=request_id, seconds=seconds)
        return response


def write(request: HttpRequest, code: int, level: int, *, view: str, request_id: str, seconds: float) -> None:
    """The request's line, made by hand: with all that other lines may need it costs four times as much."""
    event: dict[str, Any] = {
        "event": "request_finished",
        "request": line_of(request),
        "view": view,
        "code": code,
        "ms": round(seconds * 1000, 1),
        "request_id": request_id,
        "level": LEVELS[level],
        "logger": NAME,
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }
    finished = without_personal_data(None, "", event)
    lines.handle(lines.makeRecord(NAME, level, "", 0, "request_finished", (), None, extra={"finished": finished}))


def id_of(meta: dict[str, Any]) -> str:
    """The id the proxy gave (`X-Request-ID`) if it looks like one, else a new one."""
    given = meta.get("HTTP_X_REQUEST_ID", "")
    return given if ACCEPTED_ID.fullmatch(given) else str(uuid4())


def line_of(request: HttpRequest) -> str:
    return f"{request.method} {request.path}"


def level_of(code: int) -> int:
    """What went wrong is written also where ordinary requests are not (LOG_LEVEL)."""
    return logging.INFO if code < 400 else logging.WARNING if code < 500 else logging.ERROR


def log_failure(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Write the traceback of a fault that became an answer with code 500."""
    words = {"request": line_of(request)} if request is not None else {}
    log.error("request_failed", code=500, exc_info=sys.exc_info(), **words)


def _watched(content: Iterator[bytes], request_id: str) -> Iterator[bytes]:
    """`content`, sent after the middleware is done; when it breaks off, the log says of which request."""
    try:
        yield from content
    except Exception:
        with bound_contextvars(request_id=request_id):
            log.exception("streaming_failed")
        raise
