"""Logs: one line of JSON per event on standard output in production, readable lines for a developer.

A line has time, level, logger, event, request_id and what the caller gave; a request also method, path
without its query, status and milliseconds. No addresses of machines, no users, no user agents: logs are
kept elsewhere and longer than people's data may be.
"""

import logging
import logging.config
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

KEYED_PAGES = (
    "overeni|chyba|nahled|preview|dekujeme|thank-you|stav|status|predano|handed-over|posouzeni"
    "|prispevek|potvrdit|nastaveni|odhlasit|pozvanka"
)
SECRET_PATHS = re.compile(rf"(/(?:key|confirm-email|tokens|{KEYED_PAGES})/)[^/?\s]+")
"""Whoever knows the rest of these addresses may do something with it; a test looks for addresses that lack here."""
SECRET_LOOKING = re.compile(r"(?<=/)(?=[a-z0-9-]*[A-Z_:=])[\w:=-]{20,}(?=[/?\s]|$)")
"""Part of a path that is as long as a key and no name of a page: those are small letters, digits and hyphens."""
ADDRESS = re.compile(r"[\w.+%-]{1,64}@(?=[\w-]{1,63}\.)")
VALUES = re.compile(r"^\s*(?:DETAIL|CONTEXT|PARAMETERS|STATEMENT|QUERY):.*$", re.MULTILINE)
"""Lines with which PostgreSQL quotes the row or the statement an error is about."""
DROPPED = ("user_agent", "ip", "user_id", "correlation_id")


def without_secrets(path: str) -> str:
    """An address, or a line with addresses in it, without what only its receiver may know."""
    return SECRET_LOOKING.sub("…", SECRET_PATHS.sub(r"\1…", path))


def without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Of all that is written, no address of e-mail and no row the database quotes; the last step before writing.

    Django's own lines name a path in their words: there its key goes too.
    """
    event["event"] = without_secrets(str(event.get("event", "")))
    for key, value in event.items():
        if isinstance(value, str) and key != "request":
            event[key] = ADDRESS.sub("…@", VALUES.sub("  …", value)) if "@" in value or ":" in value else value
    return event


def without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop who asked, and from the address what was asked for."""
    for key in DROPPED:
        event.pop(key, None)
    request = event.get("request")
    if isinstance(request, str):
        event["request"] = without_secrets(request.partition("?")[0])
    elif request is not None:
        # Django's own loggers attach the whole request.
        line = f"{getattr(request, 'method', '')} {getattr(request, 'path', '')}".strip()
        event["request"] = without_secrets(line)
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


class Lines(structlog.stdlib.ProcessorFormatter):
    """Writes a record's `finished` event as it is; every other record goes through all processors."""

    def format(self, record: logging.LogRecord) -> str:
        finished = record.__dict__.get("finished")
        return super().format(record) if finished is None else str(self.processors[-1](None, "", {**finished}))


def logging_config(*, readable: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard output, `readable` or as JSON, from `level` up."""
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
        if readable
        else [
            structlog.processors.format_exc_info,
            without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": Lines,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # Requests are logged once, by portal.core.request_log.
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
