"""Programs that read the open data on three sites."""

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
def api(dso_a: Association) -> Client:
    return Client(SERVER_NAME="horni.localhost")


@pytest.fixture
def neighbours_api(dso_b: Association) -> Client:
    return Client(SERVER_NAME="dolni.localhost")


@pytest.fixture
def union_api(union: Union) -> Client:
    return Client(SERVER_NAME=union.site.hostname)
