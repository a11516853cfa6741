"""Visitors of the API on three sites; the counters of its limit are empty before each test."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client

from portal.tenancy.models import Association, Union


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> Iterator[None]:
    caches["memory"].clear()
    yield
    caches["memory"].clear()


@pytest.fixture
def api(association: Association) -> Client:
    """A program at the association's site."""
    return Client(SERVER_NAME="horni.localhost")


@pytest.fixture
def neighbours_api(neighbour: Association) -> Client:
    return Client(SERVER_NAME="dolni.localhost")


@pytest.fixture
def union_api(union: Union) -> Client:
    """A program at the Union's site."""
    return Client(SERVER_NAME=union.site.hostname)
