"""One step of a worker with the mailings under way: gather, send, finish, each mailing in its turn (X5)."""

import random
import time
from collections import Counter
from collections.abc import Callable

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.jobs.transport import Transport, Unreachable

from ..enums import DeliveryState, MailingState
from ..models import Mailing
from ..sending.gate import NotSendable, sendable
from . import marking
from .composing import Composer
from .gathering import gather
from .lease import Lost, Turn, seconds_of_rest
from .pace import NAP, Pace
from .pausing import pause
from .posting import OUTAGES, Ended, Post, Stuck

BATCH = 200
"""So many messages of one mailing before another has its turn and the gate is asked again."""

log = structlog.get_logger(__name__)


def run(*, seconds: float = 20.0, stopped: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Go on with the mailings under way for `seconds`, or until `stopped`; what became of how many messages.

    Besides states of deliveries there may be "busy" (another worker does it), "unreachable" (the mail server), and
    "abandoned" (messages of a worker that died, now in doubt).
    """
    until = time.monotonic() + seconds

    def is_over() -> bool:
        return stopped() or time.monotonic() >= until

    turn = Turn()
    if not _take(turn, is_over):
        return Counter(busy=1)
    pace = Pace()
    try:
        with Transport() as transport:
            outcome = _Step(Post(transport, turn, pace, is_over), is_over).run()
    finally:
        turn.end(rest=pace.wait)
    if outcome:
        log.info("mailings_went_on", **outcome)
    return outcome


def _take(turn: Turn, is_over: Callable[[], bool]) -> bool:
    """Take the turn; where only the rate keeps it back, wait for it."""
    while not turn.take():
        rest = seconds_of_rest()
        if not rest or is_over():
            return False
        time.sleep(min(rest, NAP))
    return True


class _Step:
    def __init__(self, post: Post, is_over: Callable[[], bool]) -> None:
        self._post = post
        self._is_over = is_over
        self._composers: dict[int, Composer] = {}

    def run(self) -> Counter[str]:
        outcome = self._post.outcome
        outcome["abandoned"] = marking.hold_abandoned()
        if outcome["abandoned"]:
            log.warning("mailing_abandoned", in_doubt=outcome["abandoned"])
        try:
            while not self._is_over() and self._round():
                pass
        except (Ended, Lost):
            pass
        except Unreachable as error:
            outcome["unreachable"] += 1
            log.warning("mailing_server_unreachable", error=str(error))
        finally:
            self._post.settle()
        return +outcome

    def _round(self) -> bool:
        """A batch of each mailing, so that a long one doesn't hold up a short one; whether there was any."""
        mailings = list(marking.under_way().select_related("issue", "topic"))
        # A step may end before the last one's turn: it isn't the same one each time.
        random.shuffle(mailings)
        moved = [self._guarded(mailing) for mailing in mailings]
        return any(moved)

    def _guarded(self, mailing: Mailing) -> bool:
        """What is wrong with one mailing, mistakes of ours included, pauses it and doesn't hold up the others."""
        try:
            return self._batch(mailing)
        except (Ended, Lost, Unreachable, *OUTAGES):
            raise
        except (NotSendable, Stuck) as known:
            reason = known.reason
        except Exception:
            log.exception("mailing_step_failed", mailing=mailing.pk)
            reason = _("The portal made a mistake; its log has the details.")
        self._post.settle()
        pause(mailing=mailing, user=None, reason=reason)
        return False

    def _batch(self, mailing: Mailing) -> bool:
        """Gather or send the next ones; whether there may be more."""
        if mailing.state == MailingState.GATHERING:
            gather(mailing)
            return True
        sendable(mailing.issue)
        deliveries = marking.due(mailing, BATCH)
        if not deliveries:
            self._post.settle()
            finish(mailing)
            return False
        if mailing.pk not in self._composers:
            self._composers[mailing.pk] = Composer(mailing)
        self._post.send(deliveries, self._composers[mailing.pk])
        return True


@transaction.atomic
def finish(mailing: Mailing) -> None:
    """Say that `mailing` is done, if no message of it waits; one that is tried again later keeps it open."""
    current = Mailing.objects.select_for_update().get(pk=mailing.pk)
    unsettled = current.deliveries.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))
    if current.state == MailingState.SENDING and not unsettled.exists():
        Mailing.objects.filter(pk=current.pk).update(state=MailingState.DONE, finished_at=timezone.now())
