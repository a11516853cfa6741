"""An empty private storage: tests share one in memory."""

import pytest

from contact_centre.models.activity import private_storage

from .histories import stored_files


@pytest.fixture(autouse=True)
def empty_storage() -> None:
    for name in stored_files():
        private_storage().delete(name)
