"""Sending what waits in the outbox, one message in flight at a time.

A message is taken up by one conditional UPDATE in its own transaction: on both databases only one worker's
statement finds it still waiting, so nothing is locked while the mail server answers.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import structlog
from django.db.models import F
from django.utils import timezone

from . import settling
from .enums import OutboxState
from .models import OutboxMessage
from .transport import Transport, Unreachable, Verdict

BATCH = 200

log = structlog.get_logger(__name__)


def deliver_due(*, limit: int = BATCH, stopped: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Send up to `limit` waiting messages over one connection; returns how many ended in which state.

    Ends early when `stopped` says so, or when the mail server cannot be reached: an outage costs each sweep
    one attempt of one message, not of all.
    """
    return _deliver_each(list(OutboxMessage.objects.due().values_list("pk", flat=True)[:limit]), stopped)


def deliver_these(pks: Iterable[int]) -> Counter[str]:
    """Send those of these messages that are due, as `deliver_due` does."""
    return _deliver_each(pks, lambda: False)


def _deliver_each(pks: Iterable[int], stopped: Callable[[], bool]) -> Counter[str]:
    outcome: Counter[str] = Counter()
    with Transport() as transport:
        for pk in pks:
            if stopped():
                break
            try:
                state = _deliver(pk, transport)
            except Unreachable:
                outcome["unreachable"] += 1
                break
            if state is not None:
                outcome[state] += 1
    return outcome


def deliver_one(pk: int) -> OutboxState | None:
    """Send one message if it is due; its state afterwards, None if it wasn't ours to take."""
    with Transport() as transport:
        try:
            return _deliver(pk, transport)
        except Unreachable:
            return OutboxState.WAITING


def claim(pk: int) -> OutboxMessage | None:
    """Take up a due message, or None if another worker has it, or it is not due (any more)."""
    taken = (
        OutboxMessage.objects.due()
        .filter(pk=pk)
        .order_by()
        .update(state=OutboxState.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)
    )
    return OutboxMessage.objects.select_related("site").get(pk=pk) if taken else None


def _deliver(pk: int, transport: Transport) -> OutboxState | None:
    """Take up, send and settle one message. Raises Unreachable after settling it as not sent."""
    message = claim(pk)
    if message is None:
        return None
    try:
        transport.send(message)
    except Unreachable as error:
        settling.settle(message, Verdict.NOT_SENT, str(error))
        raise
    except Exception as error:
        return settling.failed(message, error)
    state = settling.sent(message)
    log.info("mail_sent", message=pk, message_event=message.event, attempt=message.attempts)
    return state


def release_abandoned() -> int:
    """Settle messages whose worker died while sending (decision 8); returns how many there were.

    Nobody knows whether they went out. Personal mail is sent again with its Message-ID, mass mail is held
    in doubt for a person to decide.
    """
    abandoned = OutboxMessage.objects.abandoned()
    now = timezone.now()
    error = "The worker died while sending"
    held = abandoned.filter(personal=False).update(state=OutboxState.IN_DOUBT, claimed_at=None, last_error=error)
    again = abandoned.filter(personal=True).update(
        state=OutboxState.WAITING, next_attempt_at=now, claimed_at=None, last_error=error
    )
    if held or again:
        log.warning("mail_abandoned", in_doubt=held, sent_again=again)
    return held + again
