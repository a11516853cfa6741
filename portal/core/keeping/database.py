"""The database of a backup, whichever it is: one moment of it, taken while the portal runs.

Each of `portal.core.keeping.sqlite` and `postgres` knows how its database is dumped, checked and put back.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import connection
from django.db.backends.utils import CursorWrapper

from .manifest import KeepingError
from .stored import alias_of, file_fields


@dataclass(frozen=True)
class Taken:
    """What was in the database at the moment that was dumped."""

    counts: dict[str, int]
    migrations: list[str]
    named_files: set[tuple[str, str]]
    """Storage and name of every file a row refers to."""


class Vendor(Protocol):
    """What a kind of database can do for a backup. Each raises KeepingError and leaves things as they were."""

    FILE: str

    def dump(self, target: Path) -> Taken: ...
    def check(self, dump: Path, counts: dict[str, int]) -> None: ...
    def replaced_by(self, dump: Path) -> AbstractContextManager[None]: ...


def vendor() -> Vendor:
    """The way this installation's database is dumped and restored."""
    from . import postgres, sqlite

    known: dict[str, Callable[[], Vendor]] = {"sqlite": sqlite.Sqlite, "postgresql": postgres.Postgres}
    if connection.vendor not in known:
        raise KeepingError(f"A database of the kind {connection.vendor!r} can't be backed up")
    return known[connection.vendor]()


def describe(cursor: CursorWrapper, tables: list[str]) -> Taken:
    """Read, through `cursor`, what there is: rows of `tables`, migrations, names of files."""
    quoted = connection.ops.quote_name
    counts = {}
    for table in sorted(tables):
        cursor.execute(f"SELECT count(*) FROM {quoted(table)}")  # noqa: S608 - names of our own
        counts[table] = cursor.fetchone()[0]
    migrations: list[str] = []
    if "django_migrations" in counts:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    named: set[tuple[str, str]] = set()
    for field in file_fields():
        table, column = field.model._meta.db_table, quoted(str(field.column))
        if table in counts:
            cursor.execute(f"SELECT DISTINCT {column} FROM {quoted(table)} WHERE {column} <> ''")  # noqa: S608
            named.update((alias_of(field), name) for (name,) in cursor.fetchall())
    return Taken(counts, migrations, named)


def tables_of(cursor: CursorWrapper) -> list[str]:
    """Names of the tables that hold rows (no views; of a virtual table those beneath it are its own affair)."""
    listed = [table.name for table in connection.introspection.get_table_list(cursor) if table.type in {"t", "p"}]
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%%'")
        virtual = [name for (name,) in cursor.fetchall()]
        listed = [name for name in listed if not any(name == one or name.startswith(f"{one}_") for one in virtual)]
    return sorted(listed)


def is_empty() -> bool:
    """Whether the database holds nothing that a restore would take away."""
    with connection.cursor() as cursor:
        return not connection.introspection.get_table_list(cursor)
