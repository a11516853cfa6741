"""A process with both associations; the connection of the test outlives its requests."""

from collections.abc import Iterator

import pytest
from django.core import signals
from django.db import close_old_connections

from portal.tenancy import versions
from portal.tenancy.kept_pages import decision
from portal.tenancy.models import Association

from .server import Server


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)
    versions.answer_from(None)


@pytest.fixture(autouse=True)
def _no_minute_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page ends in the midst of a test that is about something else."""
    monkeypatch.setattr(decision, "MINUTE", 24 * 3600)


@pytest.fixture
def server(dso_a: Association, dso_b: Association) -> Server:
    made = Server()
    versions.answer_from(made.known.number_of)
    return made
