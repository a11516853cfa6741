"""Who wants the mail that people write: `register_mail_handler(take)` in ``AppConfig.ready()``."""

from collections.abc import Callable

import structlog
from django.db import DatabaseError

from ..runner import where
from .parsing import IncomingMail, parse

Handler = Callable[[IncomingMail], bool]
"""Whether the mail was for it, and is stored now. The same mail may come again: it must change nothing then."""
_handlers: list[Handler] = []

log = structlog.get_logger(__name__)


def register_mail_handler(handler: Handler) -> Handler:
    """Have `handler` offered every mail that is neither a report of non-delivery nor written by a machine."""
    if handler not in _handlers:
        _handlers.append(handler)
    return handler


def offer(raw: bytes) -> bool:
    """Whether anybody took the mail. Raises what a database or a disk that is away raises: the mail comes again.

    Any other failure is logged and the mail left to people: one that breaks its readers must not block the rest.
    """
    if not _handlers:
        return False
    try:
        mail = parse(raw)
        return any(handler(mail) for handler in _handlers)
    except (DatabaseError, OSError):
        raise
    except Exception as error:
        log.error("mail_not_taken_in", error=where(error))
        return False
