"""Logs: one line of JSON per event on standard output in production, readable lines for a developer.

A line has time, level, logger, event, request_id and what the caller gave; a request also method, path
without its query, status and milliseconds. No addresses of machines, no users, no user agents: logs are
kept elsewhere and longer than people's data may be.
"""

import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

KEYED_PAGES = (
    "overeni|chyba|nahled|preview|dekujeme|thank-you|stav|status|predano|handed-over|posouzeni"
    "|prispevek|potvrdit|nastaveni|odhlasit"
)
SECRET_PATHS = re.compile(rf"^(\w+ (?:/ucet/password/reset/key/|/\S*/(?:{KEYED_PAGES})/))[^/?]+")
"""Whoever knows the rest of these addresses may do something with it."""
DROPPED = ("user_agent", "ip", "user_id", "correlation_id")


def without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop who asked, and from the address what was asked for."""
    for key in DROPPED:
        event.pop(key, None)
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = SECRET_PATHS.sub(r"\1…", request.partition("?")[0])
    elif request is not None:
        # Django's own loggers attach the whole request.
        line = f"{getattr(request, 'method', '')} {getattr(request, 'path', '')}".strip()
        event["request"] = SECRET_PATHS.sub(r"\1…", line)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    without_personal_data,
]


def logging_config(*, readable: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard output, `readable` or as JSON, from `level` up."""
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Requests are logged once, by django_structlog.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
            # The worker looks for tasks every second and would say so.
            "django_tasks_db": {"level": "WARNING"},
            # Says who signs in from where.
            "axes": {"level": "ERROR"},
            "PIL": {"level": "WARNING"},
        },
    }


def configure(config: dict[str, Any]) -> None:
    """Set up the standard library's logging and structlog on top of it (Django's LOGGING_CONFIG)."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
