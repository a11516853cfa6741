"""What hardly ever changes and is asked for all the time: read once, kept in this process's memory for a minute."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save

SECONDS = 60.0
MOST = 2000
"""Answers kept of one kind; beyond that all are read anew."""

_kinds: list["Remembered[Any, Any]"] = []


def forget() -> None:
    """Drop everything that is kept in this process."""
    for kind in _kinds:
        kind.clear()


class Remembered[K, V]:
    """Answers of `read` by their key, which holds everything they depend on (a day, too).

    An answer is kept for a minute: by then a change made in another process shows. A change of one of the `models`
    (``app.Model``) made in this process counts at once. What is read inside a transaction is not kept, as it may see
    what is never committed; with `asks_nothing` the answer follows from the key alone and is kept wherever it was
    made. Hand out nothing that callers change.
    """

    def __init__(self, read: Callable[[K], V], *models: str, asks_nothing: bool = False) -> None:
        self._read = read
        self._asks_nothing = asks_nothing
        self._kept: dict[K, tuple[float, V]] = {}
        _kinds.append(self)
        for model in models:
            post_save.connect(self._changed, sender=model, weak=False)
            post_delete.connect(self._changed, sender=model, weak=False)

    def get(self, key: K) -> V:
        """The answer for `key`; raises what `read` raises."""
        now = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < SECONDS:
            return kept[1]
        value = self._read(key)
        if self._asks_nothing or not connection.in_atomic_block:
            if len(self._kept) >= MOST:
                self.clear()
            self._kept[key] = (now, value)
        return value

    def clear(self) -> None:
        self._kept.clear()

    def _changed(self, **_signal: Any) -> None:
        self.clear()
        # Another thread may have read the old state meanwhile.
        transaction.on_commit(self.clear)
