"""The messages of mailings, one after another over one connection, at most one of them in flight (decision 8, X5).

One commit a message: the statement that marks the next as being sent also writes down that the last one is sent. So
whatever dies, at most one message is between being marked and being settled, and nobody else is touched.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import cast

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from portal.jobs import settling
from portal.jobs.runner import where
from portal.jobs.transport import Transport, Unreachable, Verdict, describe, refused_address

from ..models import Delivery, Subscriber
from . import marking
from .composing import BadRecipient, Composer
from .lease import Turn
from .pace import NAP, Pace
from .taking import take

OUTAGES = (OperationalError, InterfaceError)
PATIENCE = 60.0
"""Seconds in which a database that is away may come back, so that what is known of a message gets written down."""

FAILED_IN_A_ROW = 20
"""So many, and it isn't the recipients: the others wait until a person has seen to it."""

log = structlog.get_logger(__name__)


class Stuck(Exception):
    """The mail server takes nothing of this mailing; `reason` says what it said, to people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Ended(Exception):
    """The time of this step is over, or the worker shall stop."""


class Post:
    """The way of messages during one step of a worker. Call `settle` at the end, whatever happened."""

    def __init__(self, transport: Transport, turn: Turn, pace: Pace, is_over: Callable[[], bool]) -> None:
        self._transport = transport
        self._turn = turn
        self._pace = pace
        self._is_over = is_over
        self._sent: Delivery | None = None
        self._failed_in_a_row = 0
        self.outcome: Counter[str] = Counter()

    def send(self, deliveries: Iterable[Delivery], composer: Composer) -> None:
        """Send those of `deliveries` that may still be sent; it ends early where something else has changed them.

        Raises Ended, `lease.Lost`, Stuck, `Unreachable` with nothing marked, and what the database raises for long.
        """
        self._failed_in_a_row = 0
        for delivery in deliveries:
            self._wait()
            self._turn.keep()
            self._transport.open()
            if self._take(delivery):
                self._hand_over(delivery, composer)
            elif marking.leave_out(delivery):
                self.outcome["left_out"] += 1
            else:
                # Paused, or another worker's: what is left is read anew.
                return

    def settle(self) -> None:
        """Write down that the last message is sent."""
        if self._sent is not None:
            _despite_outage(self._settle_sent)
            self._sent = None

    def _wait(self) -> None:
        """Until the rate lets the next one go. Nothing is in flight meanwhile: a kill finds nothing in doubt."""
        while True:
            if self._is_over():
                raise Ended
            wait = self._pace.wait
            if not wait:
                return
            self.settle()
            time.sleep(min(wait, NAP))

    def _take(self, delivery: Delivery) -> bool:
        """Settle the last message and mark this one, in one commit; whether it is ours to send."""
        try:
            is_ours = take(delivery, sent=self._sent)
        except OUTAGES:
            log.warning("mailing_lost_database", delivery=delivery.pk)
            # Nobody knows whether that was committed; both halves are true whenever they are written.
            _despite_outage(lambda: self._undo(delivery))
            is_ours = False
        self._sent = None
        return is_ours

    @transaction.atomic
    def _undo(self, delivery: Delivery) -> None:
        self._settle_sent()
        marking.give_back(delivery)

    def _settle_sent(self) -> None:
        if self._sent is not None:
            settling.sent(self._sent)

    def _hand_over(self, delivery: Delivery, composer: Composer) -> None:
        try:
            email = composer.compose(delivery, cast(Subscriber, delivery.subscriber))
        except DatabaseError:
            _despite_outage(lambda: marking.give_back(delivery))
            raise
        except BadRecipient as problem:
            self._refuse(delivery, problem.reason)
            return
        except Exception as error:
            # A mistake of ours about one recipient doesn't hold up the others. Its text may quote their data.
            log.error("delivery_not_composed", delivery=delivery.pk, error=where(error))
            self._refuse(delivery, _("The mail couldn't be put together."))
            return
        try:
            self._transport.hand_over(email)
        except Unreachable:
            _despite_outage(lambda: marking.give_back(delivery))
            raise
        except Exception as error:
            self._fail(delivery, error)
        else:
            self._sent = delivery
            self._failed_in_a_row = 0
            self.outcome["sent"] += 1
        self._pace.went()

    def _refuse(self, delivery: Delivery, reason: str) -> None:
        state = _despite_outage(lambda: settling.settle(delivery, Verdict.REFUSED, reason))
        self.outcome[state] += 1

    def _fail(self, delivery: Delivery, error: Exception) -> None:
        self.outcome[_despite_outage(lambda: settling.failed(delivery, error))] += 1
        # What is tried again comes together, at the end; and an address that is gone says nothing of the others.
        if delivery.attempts > 1 or refused_address(error) is not None:
            return
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= FAILED_IN_A_ROW:
            self._pace.went()
            reason = _("The mail server refused %(count)d messages in a row. The last time it said: %(said)s")
            raise Stuck(reason % {"count": FAILED_IN_A_ROW, "said": delivery.masked(describe(error))})


def _despite_outage[Result](step: Callable[[], Result]) -> Result:
    """Do `step`, which may be done twice, as soon as the database is there; for `PATIENCE` at most."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except OUTAGES:
            if connection.in_atomic_block or time.monotonic() >= until:
                raise
            connection.close()
            time.sleep(NAP)
