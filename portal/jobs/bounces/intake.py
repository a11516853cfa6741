"""Taking in a mail that came back: to which of our messages it belongs, and who hears of it.

Only a report that quotes the Message-ID of a message *and* says that its recipient failed counts. The ID is random
and has been seen by that recipient's servers alone, so nobody else can make an address look dead.
"""

from hashlib import sha256

import structlog
from django.db import transaction
from django.utils import timezone

from ..enums import ReturnOutcome
from ..incoming.registry import offer
from ..models import OutboxMessage, Posted, ReturnedMail
from .reading import LARGEST, Failure, Reading, Unreadable, read
from .registry import Bounce, posted_models, report
from .statuses import Status, blames_address

NOT_DELIVERED = frozenset({ReturnOutcome.BOUNCED, ReturnOutcome.FAILED})
SETTLED = NOT_DELIVERED | {ReturnOutcome.DELAYED, ReturnOutcome.TAKEN}
"""Outcomes after which nobody needs the mail any more."""

log = structlog.get_logger(__name__)


def take_in(raw: bytes) -> ReturnOutcome:
    """Note what `raw` reports and tell the handlers; the same mail a second time changes nothing.

    What people write is offered to who waits for it (`portal.jobs.incoming`). Raises what the database or a handler
    raises: the caller keeps the mail and comes again.
    """
    digest = sha256(raw[:LARGEST]).hexdigest()
    known = ReturnedMail.objects.filter(digest=digest).first()
    if known is not None:
        return ReturnOutcome(known.outcome)
    reading = _understood(raw)
    # Outside the transaction: who takes it in has one of its own, and files to write before it.
    taken = reading is not None and reading.is_letter and offer(raw)
    with transaction.atomic():
        outcome, message = (ReturnOutcome.TAKEN, None) if taken else _judge(reading)
        ReturnedMail.objects.bulk_create(
            [ReturnedMail(digest=digest, outcome=outcome, message=_of_outbox(message))], ignore_conflicts=True
        )
    log.info("mail_came_back", outcome=str(outcome), message=message.pk if message else None)
    return outcome


def take_in_report(reading: Reading) -> ReturnOutcome:
    """The same for a report that didn't come as a mail; a second one on the same message changes nothing."""
    with transaction.atomic():
        outcome, message = _judge(reading)
    log.info("report_on_mail", outcome=str(outcome), message=message.pk if message else None)
    return outcome


def _understood(raw: bytes) -> Reading | None:
    try:
        return read(raw)
    except Unreadable as problem:
        log.warning("returned_mail_unreadable", problem=str(problem))
        return None


def _of_outbox(message: Posted | None) -> OutboxMessage | None:
    return message if isinstance(message, OutboxMessage) else None


def _judge(reading: Reading | None) -> tuple[ReturnOutcome, Posted | None]:
    if reading is None:
        return ReturnOutcome.UNREADABLE, None
    if reading.automatic:
        return ReturnOutcome.AUTOMATIC, None
    matched = match(reading)
    if matched is None:
        return ReturnOutcome.UNMATCHED, None
    message, failure = matched
    if failure.delayed:
        return ReturnOutcome.DELAYED, message
    return note(message, failure.status, failure.detail), message


def match(reading: Reading) -> tuple[Posted, Failure] | None:
    """The message the report is about, and what it says of its recipient."""
    if not reading.failures or not reading.quoted:
        return None
    for model in posted_models():
        for message in model._default_manager.filter(message_id__in=reading.quoted).order_by("pk"):
            for failure in reading.failures:
                if message.recipient.casefold() in failure.addresses:
                    return message, failure
    return None


def note(message: Posted, status: Status, detail: str) -> ReturnOutcome:
    """Write down that `message` did not arrive and tell the handlers, once; call it in a transaction."""
    permanent = blames_address(status, detail)
    # Of two reports on one message only one finds it not yet noted.
    first = (
        type(message)
        ._default_manager.filter(pk=message.pk, bounced_at=None)
        .update(bounced_at=timezone.now(), bounce_detail=message.masked(detail)[:400])
    )
    if first:
        message.refresh_from_db(fields=["bounced_at", "bounce_detail"])
        report(
            Bounce(
                recipient=message.recipient,
                event=message.event,
                permanent=permanent,
                detail=detail,
                message=message,
                status=status,
            )
        )
    return ReturnOutcome.BOUNCED if permanent else ReturnOutcome.FAILED
