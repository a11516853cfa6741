"""SQLite: copied by its own online backup, page by page, while others write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .database import Taken, describe, tables_of
from .manifest import KeepingError

PAGES_AT_ONCE = 2000


class Sqlite:
    """See `portal.core.keeping.database.Vendor`."""

    FILE = "database.sqlite3"

    def dump(self, target: Path) -> Taken:
        """Copy the database to `target`, whole and of one moment."""
        try:
            with closing(sqlite3.connect(target)) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy, pages=-1)
                # One file, with nothing beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            self._whole(target)
        except sqlite3.Error as error:
            raise KeepingError(f"SQLite could not copy the database: {error}") from error
        return self._read(target)

    def check(self, dump: Path, counts: dict[str, int]) -> None:
        """Raises KeepingError if the copy is damaged or holds other rows than `counts` says."""
        try:
            self._whole(dump)
        except sqlite3.Error as error:
            raise KeepingError(f"{dump.name} is no whole database: {error}") from error
        found = self._read(dump).counts
        if found != counts:
            wrong = sorted(table for table in found.keys() | counts.keys() if found.get(table) != counts.get(table))
            raise KeepingError(f"{dump.name} holds other numbers of rows than the manifest says: {', '.join(wrong)}")

    @contextmanager
    def replaced_by(self, dump: Path) -> Iterator[None]:
        """Within the block the database is that of `dump`; if the block fails, it is the former one again."""
        with TemporaryDirectory(prefix="before-restore-") as folder:
            former = Path(folder, "former.sqlite3")
            self._overwrite(connection, former, into_file=True)
            try:
                self._overwrite(connection, dump)
                yield
            except BaseException:
                self._overwrite(connection, former)
                raise

    def _overwrite(self, live: BaseDatabaseWrapper, file: Path, *, into_file: bool = False) -> None:
        """Copy `file` over the live database, in one transaction, or the live one into `file`."""
        live.ensure_connection()
        try:
            with closing(sqlite3.connect(file)) as other:
                source, target = (live.connection, other) if into_file else (other, live.connection)
                source.backup(target, pages=-1)
        except sqlite3.Error as error:
            raise KeepingError(
                f"SQLite could not copy {'from' if into_file else 'into'} the database: {error}"
            ) from error
        if not into_file:
            # What the connection has prepared is of the former tables.
            connections[live.alias].close()

    def _whole(self, file: Path) -> None:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise KeepingError(f"{file.name} is damaged: {found}")

    def _read(self, file: Path) -> Taken:
        """What the copy holds, read from itself."""
        settings = {**connection.settings_dict, "NAME": str(file), "OPTIONS": {}}
        other: BaseDatabaseWrapper = type(connection._connections[connection._alias])(settings, "backup")  # type: ignore[attr-defined]
        try:
            with other.cursor() as cursor:
                return describe(cursor, tables_of(cursor))
        finally:
            other.close()
