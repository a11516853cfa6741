"""The goals of the issue "Fast, safe and easy to run", and whether they are reached beyond the noise."""

from __future__ import annotations

from typing import NamedTuple

from bench.rounds import Figure


class Goal(NamedTuple):
    """A figure is to be at least (`least`) or at most (`most`) this; `words` are the issue's."""

    words: str
    least: float | None = None
    most: float | None = None

    def missed_by(self, value: float) -> float:
        """By what part of the goal `value` falls short of it; 0 or less if it is reached."""
        if self.least is not None:
            return (self.least - value) / self.least
        assert self.most is not None  # noqa: S101 - a goal has one of the two
        return (value - self.most) / self.most

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


PEER = Goal("at least 5 times CRX's requests/s on each of the four pages", least=5)
CACHED_PEER = Goal("anonymous pages from the cache: at least 3 times a Wagtail site with a page cache", least=3)
CACHED_HELLO = Goal("and at least 0.7 of hello-world under the same server", least=0.7)
NO_SLOWER = Goal("304 and 404 no slower", least=1)
GROWTH = Goal("Cost per page grows by at most 1.2 from 83 to 700 associations", most=1.2)
QUERIES = {
    page: Goal("Queries: home at most 8, list 6, detail 5, search 6", most=most)
    for page, most in (("home", 8), ("list", 6), ("detail", 5), ("search", 6))
}
TAIL = Goal("p99 within 2 times p50 at 8 clients", most=2)
SIZE = Goal("HTML of a page at most 6 kB compressed", most=6)
RESOURCES = Goal("with at most 6 own resources", most=6)


class Verdict(NamedTuple):
    """A figure beside its goal."""

    name: str
    figure: Figure
    goal: Goal

    @property
    def reached(self) -> bool:
        return self.goal.missed_by(self.figure.median) <= 0

    @property
    def missed(self) -> bool:
        """Whether it is missed by more than the noise of its own rounds."""
        return self.goal.missed_by(self.figure.median) > self.figure.noise

    def __str__(self) -> str:
        said = "reached" if self.reached else "MISSED" if self.missed else "missed within the noise"
        noise = f", noise {self.figure.noise:.0%}" if len(self.figure.values) > 1 else ""
        return f"{self.name:34} {self.figure!s:>22} goal {self.goal!s:7} {said}{noise}"


class Verdicts:
    """All of a run."""

    def __init__(self) -> None:
        self.all: list[Verdict] = []

    def add(self, name: str, figure: Figure | float, goal: Goal) -> None:
        """A figure, of several rounds or counted once."""
        self.all.append(Verdict(name, figure if isinstance(figure, Figure) else Figure([figure]), goal))

    def say(self) -> int:
        """Print them all, then those that are missed with the issue's words; 1 if there is one."""
        print("\nGoals:")
        for verdict in self.all:
            print(f"  {verdict}")
        missed = [verdict for verdict in self.all if verdict.missed]
        for verdict in missed:
            print(f"MISSED: {verdict.name} is {verdict.figure}, {verdict.goal}: “{verdict.goal.words}”")
        print("* beside hello-world's under the same server: see docs/decisions/0059")
        print(f"{len(self.all) - len(missed)} of {len(self.all)} goals are reached or missed within the noise.")
        return 1 if missed else 0
