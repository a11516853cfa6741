"""What was asked, how long it took, what went wrong and what was promised; kept by many threads at once."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from bench.load import percentile

TAIL = 3.0
"""The slowest of a hundred may take so many times the middle one: “p99 within 3 times p50”."""
ENOUGH = 200
"""Of fewer answers the slowest of a hundred says nothing."""
GROWTH = 1.03
"""Memory at the end of the second half against its beginning: within it counts as flat."""


class Kind(NamedTuple):
    """One kind of what people did; times in milliseconds."""

    name: str
    answers: int
    p50: float
    p99: float

    @property
    def is_slow(self) -> bool:
        return self.answers >= ENOUGH and self.p99 > TAIL * self.p50


class Ledger:
    """Times by kind, errors in words, and what the portal has accepted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.promised: dict[str, list[str]] = defaultdict(list)

    def note(self, kind: str, milliseconds: float) -> None:
        """An answer as it should be."""
        with self._lock:
            self._times[kind].append(milliseconds)

    def wrong(self, what: str) -> None:
        with self._lock:
            self.errors[what] += 1

    def promise(self, kind: str, key: str) -> None:
        """Something the portal said yes to: it has to be found afterwards, once."""
        with self._lock:
            self.promised[kind].append(key)

    def kinds(self) -> list[Kind]:
        """In the order of their names."""
        return [
            Kind(name, len(times), percentile(times, 0.5), percentile(times, 0.99))
            for name, times in sorted(self._times.items())
        ]

    def count(self) -> int:
        return sum(len(times) for times in self._times.values())


class Balance(NamedTuple):
    """What was promised against what is there."""

    name: str
    promised: int
    lost: int
    double: int

    @property
    def is_even(self) -> bool:
        return not self.lost and not self.double

    def __str__(self) -> str:
        return f"{self.name:40} {self.promised:7} promised, {self.lost} lost, {self.double} double"


def balance(name: str, promised: Iterable[str], found: Iterable[str]) -> Balance:
    """Compare keys: each of those promised has to be found once; others don't count."""
    wanted, there = Counter(promised), Counter(found)
    lost = sum(key not in there for key in wanted)
    double = sum(max(there[key] - 1, 0) for key in wanted)
    return Balance(name, len(wanted), lost, double)


def growth(samples: list[float]) -> float:
    """Memory at the end of the second half against its beginning, by the medians of its first and last third."""
    half = samples[len(samples) // 2 :]
    third = len(half) // 3
    if not third:
        return 1.0
    begin, end = percentile(half[:third], 0.5), percentile(half[-third:], 0.5)
    return end / begin if begin else 1.0
