"""A web process with kept pages, as in the tests of those."""

from tests.tenancy.kept_pages.conftest import _one_connection, server

__all__ = ["_one_connection", "server"]
