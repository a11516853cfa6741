"""Browsers for the tests of signing in."""

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    """A browser at the Union's site."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def required(settings: Any) -> None:
    """The second factor is required, as outside a demonstration."""
    settings.SECOND_FACTOR_REQUIRED = True
