"""What becomes of a message after an attempt, whichever model keeps it: sent, later again, refused, or in doubt.

The attempt is one that was taken up: its row says "being sent" and its count of attempts has been raised.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from .bounces.intake import note
from .enums import STUCK, OutboxState
from .models import Posted
from .transport import Verdict, describe, refused_address, verdict_on

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""Waiting after the first, second … failed attempt; the one after the last wait is the final one (some two days)."""

log = structlog.get_logger(__name__)


def sent(message: Posted) -> OutboxState:
    """Write down that the server took `message`. Sent is sent, whatever a sweep has made of the row meanwhile."""
    _rows(message).filter(pk=message.pk).update(
        state=OutboxState.SENT, sent_at=timezone.now(), claimed_at=None, last_error=""
    )
    return OutboxState.SENT


def failed(message: Posted, error: Exception) -> OutboxState:
    """Settle a failed attempt; a recipient refused for good is a bounce like one reported later (decision 24)."""
    verdict, said = verdict_on(error), describe(error)
    refused = refused_address(error)
    if refused is None:
        return settle(message, verdict, said)
    try:
        with transaction.atomic():
            state = settle(message, verdict, said)
            note(message, *refused)
        return state
    except DatabaseError:
        raise
    except Exception:
        # What others make of a bounce must not hold up the mail behind it.
        log.exception("bounce_not_noted", message=message.pk)
        return settle(message, verdict, said)


def settle(message: Posted, verdict: Verdict, error: str) -> OutboxState:
    """Write down a failed attempt of `message`, as taken up, and return its new state."""
    changes = _after_failure(message, verdict)
    shown = message.masked(error)[:400]
    # Only the attempt we made: if a sweep has given the row to another worker, it is theirs.
    ours = _rows(message).filter(pk=message.pk, state=OutboxState.SENDING, attempts=message.attempts)
    ours.update(claimed_at=None, last_error=shown, **changes)
    log.warning(
        "mail_not_sent", message=message.pk, message_event=message.event, attempt=message.attempts,
        state=str(changes["state"]), error=shown,
    )  # fmt: skip
    return OutboxState(changes["state"])


def put_back(rows: Any) -> int:
    """Have those of `rows` that failed or are in doubt sent again, with their Message-IDs; how many there were."""
    back: int = rows.filter(state__in=STUCK).update(
        state=OutboxState.WAITING, attempts=0, next_attempt_at=timezone.now(), bounced_at=None, bounce_detail=""
    )
    return back


def _after_failure(message: Posted, verdict: Verdict) -> dict[str, Any]:
    if verdict is Verdict.UNKNOWN and not message.personal:
        return {"state": OutboxState.IN_DOUBT}
    if verdict is Verdict.REFUSED or message.attempts > len(RETRY_AFTER):
        return {"state": OutboxState.FAILED}
    wait = RETRY_AFTER[message.attempts - 1]
    return {"state": OutboxState.WAITING, "next_attempt_at": timezone.now() + wait}


def _rows(message: Posted) -> Any:
    return type(message)._default_manager.all()
