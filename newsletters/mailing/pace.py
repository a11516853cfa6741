"""So many messages a minute, whatever mailings they are of."""

import time

from django.conf import settings

NAP = 0.2
"""How long a worker sleeps at once: then it looks whether it shall stop."""


class Pace:
    """When the next message may go; at `MAILING_PER_MINUTE`, without it at once."""

    def __init__(self) -> None:
        self._between = 60.0 / settings.MAILING_PER_MINUTE if settings.MAILING_PER_MINUTE > 0 else 0.0
        self._next_at = 0.0

    @property
    def wait(self) -> float:
        """Seconds until then."""
        return max(0.0, self._next_at - time.monotonic()) if self._between else 0.0

    def went(self) -> None:
        """One has gone. What was late by a few messages is made up for, a pause is not."""
        now = time.monotonic()
        self._next_at = max(self._next_at, now - self._between) + self._between
