"""A mail server for the tests of sending."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from .sink import Sink, running_sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The mail server everything is delivered to."""
    with running_sink() as server:
        settings.MAILERS = server.mailers
        yield server


@pytest.fixture
def client() -> Client:
    """A browser at the Union's site."""
    return Client(headers={"host": "localhost"})
