"""Periodic work: idempotent functions registered under a name, run when due, by one runner at a time.

    @periodic("newsletters.deadlines", every=timedelta(hours=1), label=_("Deadline reminders"))
    def remind() -> None: ...

Import the module in ``AppConfig.ready()``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise

Job = Callable[[], Any]
LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class Periodic:
    """A registered job. `lease`: how long nobody else starts it while its runner is silent."""

    name: str
    function: Job
    every: timedelta
    label: str | Promise
    lease: timedelta = LEASE


_jobs: dict[str, Periodic] = {}


def periodic(name: str, *, every: timedelta, label: str | Promise, lease: timedelta = LEASE) -> Callable[[Job], Job]:
    """Register the function under `name` (``app.verb``) to run `every` so often; it may run more often.

    Whatever it returns is written to the log. Raises ValueError if the name is taken by another function.
    """

    def register(function: Job) -> Job:
        held = _jobs.get(name)
        if held is not None and held.function is not function:
            raise ValueError(f"A periodic job called {name!r} is registered already")
        _jobs[name] = Periodic(name, function, every, label, lease)
        return function

    return register


def registered() -> dict[str, Periodic]:
    """All periodic jobs by name."""
    return dict(sorted(_jobs.items()))
