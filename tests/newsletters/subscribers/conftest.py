"""What the tests of subscribing share."""

import pytest
from django.test import Client


@pytest.fixture
def visitor() -> Client:
    """A browser nobody is signed in with, at the association's site."""
    return Client(HTTP_HOST="horni.localhost")
