"""Prepared queries that PostgreSQL keeps planned for its connection: planning took it longer than answering.

Only `portal.core.prepared` asks so. Everything else in the portal goes on sending whole statements, as Django does:
its SQL isn't written for parameters that the server puts in. Here what is the same at each request is written into the
statement, and what differs is sent as text of no type, which PostgreSQL reads as it would a quoted value there.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

ON_DEMAND = 1_000_000
"""A connection prepares what it is told to, and nothing else before it was sent so many times."""


def are_possible(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database is PostgreSQL and a connection to it keeps its server process (not so with PgBouncer)."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")


def with_constants(sql: str, parameters: "tuple[Any, ...]", is_given: "list[bool]", connection: Any) -> str:
    """`sql` with all parameters written into it but those that are given later."""
    from psycopg.sql import Literal

    connection.ensure_connection()
    # No statement holds the character that stands for a doubled sign meanwhile.
    parts = sql.replace("%%", "\0").split("%s")
    written = [parts[0]]
    for part, value, later in zip(parts[1:], parameters, is_given, strict=True):
        written += ["%s" if later else Literal(value).as_string(connection.connection).replace("%", "\0"), part]
    return "".join(written).replace("\0", "%%")


def as_sent(value: Any) -> Any:
    """A given value as the server reads it whatever type it expects there."""
    return value if value is None else str(value)


class PlanningConnection:
    """A connection whose cursors have the server keep the plan of each statement; else it is the one it stands for."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        connection = self._connection
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        raw = connection.connection
        raw.prepare_threshold = ON_DEMAND
        return connection._prepare_cursor(_cursor_class()(raw))


def _cursor_class() -> Any:
    # Where the database is SQLite, nothing of PostgreSQL needs to be installed.
    from .planning_cursor import PlanningCursor

    return PlanningCursor
