"""What a process knows of the versions of all sites: read in one query, once a second at most, and only when asked.

The query runs in a thread of its own. While it succeeds nobody answers from what was read more than a second ago;
when the database fails or is silent, requests don't wait for it any longer: what is known is marked as old.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Condition, Thread
from types import MappingProxyType

import structlog

from .. import versions
from ..versions import Version

SECONDS = 1.0
PATIENCE = 1.0
"""Seconds a request waits for the versions; then it is answered as if the database were away."""

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Card:
    """What an association's plain pages need when nothing can be asked."""

    site: int
    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Facts:
    """What one reading found: each site's number, that of all sites, and the cards by host name."""

    numbers: Mapping[int, int]
    everywhere: int
    cards: Mapping[str, Card] = field(default_factory=lambda: MappingProxyType({}))
    associations: frozenset[int] = frozenset()
    """Ids of the associations' sites; all others show what happens anywhere."""
    cards_read_at: float = float("-inf")

    @cached_property
    def total(self) -> int:
        """The sum of all numbers: grows with whatever happens on whatever site."""
        return sum(self.numbers.values()) + self.everywhere


NOTHING = Facts(MappingProxyType({}), 0)


@dataclass(frozen=True, eq=False)
class State:
    """What is known since `asked_at` (monotonic seconds): the facts, and whether the database answers."""

    facts: Facts
    asked_at: float
    is_late: bool = False
    """The database has not answered in time; nobody knows whether the facts still hold."""
    is_away: bool = False
    """The database has failed."""

    @property
    def is_sure(self) -> bool:
        return not (self.is_late or self.is_away)

    def version_of(self, site: int) -> Version:
        """The version of all that the site's pages show."""
        facts = self.facts
        if site in facts.associations:
            return facts.numbers.get(site, 0) + facts.everywhere, *versions.here(site)
        return facts.total, versions.anywhere_here(), 0

    def number_of(self, site: int) -> int:
        """As `versions.current` counts: the site's own and that of all sites; on the Union's site all there are."""
        facts = self.facts
        return facts.numbers.get(site, 0) + facts.everywhere if site in facts.associations else facts.total


class Known:
    """Asks `read` when somebody wants to know and the last answer is older than `seconds`."""

    def __init__(
        self,
        read: Callable[[Facts], Facts],
        *,
        seconds: float = SECONDS,
        patience: float = PATIENCE,
        threaded: bool = True,
    ) -> None:
        self.read, self.seconds, self.patience, self.threaded = read, seconds, patience, threaded
        self.state = State(NOTHING, float("-inf"))
        self.readings = 0
        self._changed = Condition()
        self._is_wanted = False
        self._thread: Thread | None = None

    def fresh(self) -> State:
        """What is known, at most `seconds` old; if it can't be had the state says so."""
        now = time.monotonic()
        state = self.state
        if now - state.asked_at < self.seconds:
            return state
        if not self.threaded:
            self._read()
            return self.state
        return self._ask(now)

    def doubt(self) -> None:
        """The database has failed somebody: ask again before the next answer, whenever the last one was."""
        with self._changed:
            self.state = State(self.state.facts, float("-inf"), self.state.is_late, self.state.is_away)

    def number_of(self, site: int) -> int:
        """The site's number for `versions.current`; the last one known if the database is away."""
        return self.fresh().number_of(site)

    def _ask(self, now: float) -> State:
        with self._changed:
            self._is_wanted = True
            self._start()
            self._changed.notify_all()
            if not self.state.is_sure:
                # It failed a moment ago; who asks now learns of its return with the next request.
                return self.state
            answered = self._changed.wait_for(lambda: now - self.state.asked_at < self.seconds, self.patience)
            if not answered:
                self.state = State(self.state.facts, self.state.asked_at, is_late=True, is_away=self.state.is_away)
            return self.state

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._run, name="kept-pages", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_wanted)
                self._is_wanted = False
                too_early = self.state.asked_at + self.seconds - time.monotonic()
            if too_early <= 0:
                self._read()

    def _read(self) -> None:
        asked_at = time.monotonic()
        before = self.state
        self.readings += 1
        try:
            state = State(self.read(before.facts), asked_at)
        except Exception as error:
            # Whatever it is, pages that are kept are better than none; the next second tries again.
            state = State(before.facts, asked_at, is_away=True)
            if not before.is_away:
                logger.error("database_away", reason=type(error).__name__)
        if before.is_away and not state.is_away:
            logger.warning("database_back")
        with self._changed:
            self.state = state
            self._changed.notify_all()
