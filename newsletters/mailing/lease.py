"""One worker sends mass mail at a time, at one rate for all mailings (decision 8, X5).

The lease is for fairness and the rate; that nobody gets a mail twice doesn't hang on it: each delivery is taken up by a
conditional UPDATE of its own. A worker that is killed is noticed after `LASTS`; one that hangs longer over a message
loses its turn, and settles that message when the server has answered.
"""

import time
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from portal.jobs import leases

NAME = "newsletters.mailing"
LASTS = timedelta(seconds=30)
"""Six times the renewal: a busy machine doesn't lose its turn, and a kill holds readers up for half a minute."""
RENEWED_EVERY = 5.0


class Lost(Exception):
    """Another worker has the turn."""


class Turn:
    """The turn of one worker; `take` it, `keep` it between two messages, and give it back by `end`."""

    def __init__(self) -> None:
        self._holder = uuid4().hex
        self._renewed = 0.0

    def take(self) -> bool:
        """Whether it is ours."""
        self._renewed = time.monotonic()
        return leases.take(NAME, self._holder, LASTS)

    def keep(self) -> None:
        """Say that we are at work, now and then. Raises Lost."""
        now = time.monotonic()
        if now - self._renewed < RENEWED_EVERY:
            return
        if not leases.keep(NAME, self._holder, LASTS):
            raise Lost
        self._renewed = now

    def end(self, *, rest: float = 0.0) -> None:
        """Let others take it, after `rest` seconds: the rate holds from one worker to the next."""
        leases.give_back(NAME, self._holder, rests_until=timezone.now() + timedelta(seconds=rest))


def is_anybody_sending() -> bool:
    """Whether a worker that lives has the turn."""
    return leases.is_held(NAME)


def seconds_of_rest() -> float:
    """How long nobody takes the turn because of the rate; 0 if somebody has it, or it may be taken."""
    until = leases.rests_until(NAME)
    return max(0.0, (until - timezone.now()).total_seconds()) if until else 0.0
