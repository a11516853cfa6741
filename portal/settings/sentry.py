"""Optional reports of errors to a Sentry server (SENTRY_DSN): where it broke, never whose data it was.

An event is built anew from what is known to hold no personal data: kinds of errors, places in the code, the view, the
method, the path without its secrets, the request's id. Texts of errors quote rows and forms, so they stay in our log.
"""

import re
import sys
from typing import Any

import structlog
from environ import ImproperlyConfigured

from .logs import without_personal_data

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk", "contexts")
FRAME = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "in_app",
    "context_line",
    "pre_context",
    "post_context",
)
CONTEXTS = ("runtime", "trace")
TAGS = ("request_id", "job", "task_id")
NAME = re.compile(r"[\w.:/{}<>^$?()\\+*\[\]|-]{1,200}")
"""What a view or a pattern of an address is called."""


def options(dsn: str) -> dict[str, Any]:
    """What `sentry_sdk.init` is told."""
    return {
        "dsn": dsn,
        "include_local_variables": False,
        "max_request_body_size": "never",
        "max_breadcrumbs": 0,
        "traces_sample_rate": 0.0,
        "auto_session_tracking": False,
        "send_client_reports": False,
        "server_name": "",
        "before_send": scrubbed,
    }


def start(dsn: str) -> None:
    """Report errors from now on. Raises ImproperlyConfigured if the package is not installed."""
    try:
        import sentry_sdk
        from sentry_sdk.integrations.django import DjangoIntegration
        from sentry_sdk.integrations.logging import ignore_logger
    except ImportError as error:
        raise ImproperlyConfigured('SENTRY_DSN needs the package: make install EXTRAS="sentry"') from error
    django = DjangoIntegration(transaction_style="function_name", middleware_spans=False)
    # A request that failed is told by the integration; its lines in the log would be second and third reports.
    ignore_logger("portal.requests")
    sentry_sdk.init(**options(dsn), integrations=[django])


def scrubbed(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """`event` with what may leave the house and nothing else."""
    kept = {name: event[name] for name in KEPT if name in event}
    kept["contexts"] = {name: event.get("contexts", {})[name] for name in CONTEXTS if name in event.get("contexts", {})}
    exceptions = event.get("exception", {}).get("values") or []
    if record := hint.get("log_record"):
        kept["message"] = _event_name(record)
        exceptions = exceptions or _logged(record)
    if exceptions:
        kept["exception"] = {"values": [_exception(each) for each in exceptions]}
    transaction = event.get("transaction") or ""
    if NAME.fullmatch(transaction):
        kept["transaction"] = transaction
    if request := event.get("request"):
        kept["request"] = _request(request)
    bound = structlog.contextvars.get_contextvars()
    kept["tags"] = {name: str(bound[name]) for name in TAGS if name in bound}
    return kept


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    """Kind and frames of one error, without its text and without variables."""
    found: dict[str, Any] = {name: value[name] for name in ("type", "module", "mechanism") if name in value}
    if isinstance(found.get("mechanism"), dict):
        found["mechanism"] = {key: found["mechanism"][key] for key in ("type", "handled") if key in found["mechanism"]}
    frames = (value.get("stacktrace") or {}).get("frames") or []
    found["stacktrace"] = {"frames": [{key: frame[key] for key in FRAME if key in frame} for frame in frames]}
    return found


def _logged(record: Any) -> list[dict[str, Any]]:
    """The error a line of ours is about: structlog keeps it in the event, where the package does not look."""
    from sentry_sdk.utils import event_from_exception

    info = record.msg.get("exc_info") if isinstance(record.msg, dict) else None
    info = sys.exc_info() if info is True else info
    if not isinstance(info, tuple) or info[1] is None:
        return []
    found: list[dict[str, Any]] = event_from_exception(info)[0]["exception"]["values"]
    return found


def _event_name(record: Any) -> str:
    """What the log line is called; of a foreign line its pattern without the values."""
    message = record.msg.get("event", "") if isinstance(record.msg, dict) else str(record.msg)
    return str(message)[:200] if record.args or isinstance(record.msg, dict) else record.name


def _request(request: dict[str, Any]) -> dict[str, Any]:
    method = str(request.get("method") or "")
    path = re.sub(r"^[a-z]+://[^/]*", "", str(request.get("url") or ""))
    line = without_personal_data(None, "", {"request": f"{method} {path}"})["request"]
    return {"method": method, "url": line.partition(" ")[2]}
