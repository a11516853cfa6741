"""Fixtures of the contact centre's tests."""

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def admin(client: Client, manager_a: Any) -> Client:
    """A browser in which the manager of Horní is signed in."""
    client.force_login(manager_a)
    return client
