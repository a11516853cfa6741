"""What the tests of mailings share."""

import pytest

from .server import Server, install


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """The mail server the test's mailings go to."""
    return install(monkeypatch)
