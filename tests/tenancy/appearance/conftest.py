"""A web process with kept pages, as in the tests of those."""

import math
import time
from collections.abc import Iterator

import pytest
import time_machine

from tests.tenancy.kept_pages.conftest import _one_connection, server

__all__ = ["_one_connection", "server"]


@pytest.fixture
def early_in_a_minute() -> Iterator[None]:
    """Kept pages hold until the minute is over: it doesn't end within the test."""
    with time_machine.travel(math.ceil(time.time() / 60) * 60 + 2, tick=False):
        yield
