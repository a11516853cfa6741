"""What every test shares: a clean state around each test, query counting, and the rule that nothing is skipped."""

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.core import remembered
from portal.tenancy import frame
from tests.jobs.fixtures import delivered_mail  # noqa: F401 - fixture of every test: sends what waits in the outbox
from tests.tenancy.fixtures import (  # noqa: F401 - fixtures of every test
    django_db_setup,
    dso_a,
    dso_b,
    editor_a,
    manager_a,
    manager_b,
    union,
    union_admin,
    union_reviewer,
)

# --- No test is skipped silently -------------------------------------------------------------------
_not_run: list[str] = []


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.skipped:
        _not_run.append(f"{report.nodeid}: not collected ({report.longrepr})")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped or hasattr(report, "wasxfail"):
        _not_run.append(f"{report.nodeid}: skipped or expected to fail")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _not_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _not_run:
        terminalreporter.section("every test has to run", red=True, bold=True)
        for line in _not_run:
            terminalreporter.line(line)


# --- What says nothing about a database runs on one where there are two (decision 48) ---------------
def database_of(item: pytest.Item) -> str | None:
    """The only database the test runs on; None for both. What is said nearest to the test holds."""
    for mark in item.iter_markers():
        if mark.name in {"only_on", "on_both"}:
            return str(mark.args[0]) if mark.name == "only_on" else None
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "BOTH_DATABASES" not in os.environ:  # set by scripts/run_tests.py
        return
    kept, elsewhere = [], []
    for item in items:
        only_on = database_of(item)
        if only_on is not None:
            item.user_properties.append(("only_on", only_on))
        (kept if only_on in (None, connection.vendor) else elsewhere).append(item)
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = kept


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


# --- Tests on the large real files run only where those files are ----------------------------------
def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-data", type=Path, help="folder of the large real files, for tests/real")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.name == "real" and config.getoption("--real-data") is None:
        return True
    return None


@pytest.fixture(scope="session")
def real_data(pytestconfig: pytest.Config) -> Path:
    """The folder of the real files (`make test-real DATA=…`)."""
    folder: Path = pytestconfig.getoption("--real-data")
    assert folder.is_dir(), f"{folder} is no folder"
    return folder.resolve()


# --- A clean state around each test ----------------------------------------------------------------
@pytest.fixture(autouse=True)
def _clean_state() -> Iterator[None]:
    """Cached values and the active language of one test do not reach the next."""
    cache.clear()
    frame.forget()
    remembered.forget()
    with translation.override("cs"):
        yield


# --- Query counts ----------------------------------------------------------------------------------
@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers between requests (`portal.core.remembered`) is remembered in the test, too.

    A test is one transaction, in which nothing is; a process that serves pages is in none.
    """
    monkeypatch.setattr(remembered, "connection", SimpleNamespace(in_atomic_block=False))


@pytest.fixture
def queries() -> Callable[[Callable[[], Any]], list[str]]:
    """`queries(action)` runs *action* and returns the SQL statements it made."""

    def run(action: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            action()
        return [query["sql"] for query in captured.captured_queries]

    return run


@pytest.fixture
def assert_same_queries(queries: Callable[[Callable[[], Any]], list[str]], remembering: None) -> Callable[..., int]:
    """`assert_same_queries(action, grow, at_most=20)`: *action* makes as many queries after *grow* as before.

    Several actions by their names (addresses, say) share the growing, which is what takes time.

    *action* (a request, say) is run once before each count, to warm what is kept longer than a request; *grow* adds
    rows, from 3 to 300 for a listing. Returns the number of queries (of the action that makes most).
    """

    def check(
        action: Callable[[], Any] | Mapping[str, Callable[[], Any]],
        grow: Callable[[], Any],
        *,
        at_most: int | None = None,
    ) -> int:
        actions = action if isinstance(action, Mapping) else {"it": action}

        def made() -> dict[str, list[str]]:
            found = {}
            remembered.forget()
            for name, act in actions.items():
                act()
                found[name] = queries(act)
            return found

        before = made()
        grow()
        after = made()
        for name in actions:
            assert len(before[name]) == len(after[name]), (
                f"{name}: {len(before[name])} queries before, {len(after[name])} after growing; new ones:\n"
                + "\n".join(sql for sql in after[name] if sql not in before[name])
            )
            if at_most is not None:
                assert len(after[name]) <= at_most, f"{name}: {len(after[name])} queries:\n" + "\n".join(after[name])
        return max(len(made) for made in after.values())

    return check
