"""A database of a test's own, in which several connections really commit."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections

SUFFIX = "faults"


@dataclass(frozen=True)
class OwnDatabase:
    """A copy of the test database; what is written there stays until the test ends, for every thread to see."""

    name: str

    def at_once(self, action: Callable[[int], Any], number: int, *, connected: bool = True) -> list[Any]:
        """Run `action(0)` … `action(number - 1)` in as many threads, let go together, each with its own connection.

        Returns what each returned, or the exception it raised. More than the pool of connections holds at once
        start not `connected`, as requests do.
        """
        start = threading.Barrier(number)

        def run(index: int) -> Any:
            try:
                if connected:
                    connections["default"].ensure_connection()
                start.wait(timeout=20)
                return action(index)
            except Exception as error:  # handed back to the test
                return error
            finally:
                connections["default"].close()

        with ThreadPoolExecutor(number) as threads:
            return list(threads.map(run, range(number)))


def _let_go() -> None:
    """Close what holds the database, so that it can be copied, dropped or exchanged."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[OwnDatabase]:
    """In place of pytest-django's transaction: a copy of the test database, so that `dso_a` and others are in it."""
    with django_db_blocker.unblock():
        _let_go()
        original = connection.settings_dict["NAME"]
        assert "test" in str(original), f"{original} is no database of tests"
        connection.creation.clone_test_db(suffix=SUFFIX, verbosity=0, autoclobber=True)
        # One dictionary for all threads' connections.
        connection.settings_dict["NAME"] = connection.creation.get_test_db_clone_settings(SUFFIX)["NAME"]
        try:
            yield OwnDatabase(connection.settings_dict["NAME"])
        finally:
            _let_go()
            connection.settings_dict["NAME"] = original
            connection.creation.destroy_test_db(suffix=SUFFIX, verbosity=0)


@pytest.fixture
def own_database(db: OwnDatabase) -> OwnDatabase:
    """What a test asks for to let several connections work at once."""
    return db
