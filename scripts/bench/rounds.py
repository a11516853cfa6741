"""Several servers asked in turns: what else the machine does meets all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

from bench.load import Load, Target, ask, percentile, put
from bench.processes import cpu_seconds

CLIENTS = 8
LONGEST = 40.0
"""Seconds at most for a subject that is too slow for the run's."""
SLOW, SLOW_ROUNDS = 8.0, 2
"""A subject that needs more seconds is asked in so many rounds only; the others take what it did then."""
RESTS_WITHIN = 60.0


class Subject(NamedTuple):
    """What is asked: a name, where, the status it is to answer with, and the process that answers (0: not known)."""

    name: str
    target: Target
    status: int = 200
    pid: int = 0


class Figure(NamedTuple):
    """A figure measured once in each round."""

    values: list[float]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def noise(self) -> float:
        """Half of the spread between the quarters of the rounds, as a part of the median; 0 of a single value."""
        if len(self.values) < 2 or not self.median:
            return 0.0
        low, high = percentile(self.values, 0.25), percentile(self.values, 0.75)
        return max(high - low, 0.0) / 2 / self.median

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.median:.3g}"
        return f"{self.median:.3g} ({min(self.values):.3g}–{max(self.values):.3g})"


class Measured:
    """What came of all rounds, by the subjects' names."""

    def __init__(self, loads: dict[str, list[Load]]) -> None:
        self.loads = loads

    def rate(self, name: str) -> Figure:
        """Requests a second."""
        return Figure([load.rate for load in self.loads[name]])

    def ratio(self, name: str, other: str) -> Figure:
        """How many times the rate of `other` that of `name` is, round by round."""
        pairs = zip(self.loads[name], self.loads[other], strict=True)
        return Figure([one.rate / two.rate if two.rate else float("inf") for one, two in pairs])

    def tail(self, name: str) -> Figure:
        """The slowest of a hundred answers against the middle one."""
        return Figure([load.p99 / load.p50 if load.p50 else float("inf") for load in self.loads[name]])

    def tail_beside(self, name: str, other: str) -> Figure:
        """The same, less what `other` shows to be this machine's: twice as long is still twice for both.

        An answer that takes a tenth of the time for which a processor is given to one process waits for its turn, not
        for the server: with more processes than processors even hello-world's slowest takes many times its middle one.
        """
        pairs = zip(self.tail(name).values, self.tail(other).values, strict=True)
        return Figure([own / max(1.0, its / 2) for own, its in pairs])

    def milliseconds(self, name: str) -> tuple[float, float]:
        """Medians of p50 and p99."""
        loads = self.loads[name]
        return statistics.median(load.p50 for load in loads), statistics.median(load.p99 for load in loads)

    @property
    def wrong(self) -> list[str]:
        """What was answered wrongly, and what did not answer at all in a round: its rate would say nothing."""
        counted = {name: sum(load.wrong for load in loads) for name, loads in self.loads.items()}
        silent = [name for name, loads in self.loads.items() if not all(load.requests for load in loads)]
        return [f"{name}: {count} wrong answers" for name, count in counted.items() if count] + [
            f"{name}: no answer in a round, take more seconds" for name in silent
        ]


def check(subjects: list[Subject]) -> list[str]:
    """What is wrong with the answers before anything is measured: "home: 500 where 200 is expected"."""
    found = []
    for subject in subjects:
        for _ in range(4):  # each worker has answered once or twice
            status = ask(subject.target).status
        if status != subject.status:
            found.append(f"{subject.name}: {status} where {subject.status} is expected ({subject.target})")
    return found


def seconds_for(subject: Subject, seconds: float) -> float:
    """How long to ask: so that even a slow one with two processes answers each client once."""
    start = time.perf_counter()
    ask(subject.target)
    return max(seconds, min(0.75 * CLIENTS * (time.perf_counter() - start), LONGEST))


def rest(pid: int) -> None:
    """Until the server has done what its clients no longer wait for: else the next one would pay for it."""
    deadline = time.monotonic() + RESTS_WITHIN
    while pid and time.monotonic() < deadline:
        before = cpu_seconds(pid)
        time.sleep(0.3)
        if cpu_seconds(pid) - before < 0.1:
            return


def measure(
    subjects: list[Subject], *, rounds: int, seconds: float, say: Callable[[str], object] = lambda _: None
) -> Measured:
    """Ask all subjects in `rounds` rounds, every other one backwards, after one that only warms up."""
    loads: dict[str, list[Load]] = {subject.name: [] for subject in subjects}
    lasts = {subject.name: seconds_for(subject, seconds) for subject in subjects}
    for number in range(rounds + 1):
        for subject in subjects if number % 2 else reversed(subjects):
            last, done = lasts[subject.name] if number else 1, loads[subject.name]
            if last > SLOW and len(done) >= SLOW_ROUNDS:
                done.append(done[number % SLOW_ROUNDS])
                continue
            load = put(subject.target, connections=CLIENTS, seconds=last, status=subject.status)
            rest(subject.pid)
            if number:
                done.append(load)
        say(f"round {number} of {rounds}" if number else "warmed up")
    return Measured(loads)
