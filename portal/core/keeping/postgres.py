"""PostgreSQL: pg_dump of one exported snapshot; restored beside the former schema, which stays until all is well."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from .database import Taken, describe, tables_of
from .manifest import KeepingError

SCHEMA, FORMER = "public", "before_restore"


class Postgres:
    """See `portal.core.keeping.database.Vendor`."""

    FILE = "database.dump"

    def dump(self, target: Path) -> Taken:
        """Write the dump to `target`; what is counted is of the same moment, to the row."""
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--exclude-schema={FORMER}",
                 "--no-comments", f"--snapshot={snapshot}", f"--file={target}")  # fmt: skip
            return describe(cursor, tables_of(cursor))

    def check(self, dump: Path, counts: dict[str, int]) -> None:
        """Raises KeepingError if the dump can't be read to its end or lacks a table."""
        listed = _run("pg_restore", "--list", str(dump), connected=False)
        held = {
            line.split(f" TABLE DATA {SCHEMA} ")[1].split()[0] for line in listed.splitlines() if " TABLE DATA " in line
        }
        if lacking := sorted(counts.keys() - held):
            raise KeepingError(f"{dump.name} lacks tables: {', '.join(lacking)}")
        # Reads and unpacks every row.
        _run("pg_restore", f"--file={os.devnull}", str(dump), connected=False)

    @contextmanager
    def replaced_by(self, dump: Path) -> Iterator[None]:
        """Within the block the database is that of `dump`; if the block fails, it is the former one again."""
        self._set_aside()
        try:
            _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
                 f"--dbname={connection.settings_dict['NAME']}", str(dump))  # fmt: skip
            connection.close()
            yield
        except BaseException:
            connection.close()
            self._back()
            raise
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {FORMER} CASCADE")

    def _set_aside(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [FORMER])
            if cursor.fetchone():
                raise KeepingError(
                    f"The schema {FORMER} is there from a restore that was killed, with the former data: look at it, "
                    f"then drop it, or drop {SCHEMA} and rename it to {SCHEMA}"
                )
            cursor.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {FORMER}")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            self._move_extensions(cursor, FORMER, SCHEMA)

    def _back(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            self._move_extensions(cursor, SCHEMA, FORMER)
            cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
            cursor.execute(f"ALTER SCHEMA {FORMER} RENAME TO {SCHEMA}")

    def _move_extensions(self, cursor: "object", source: str, target: str) -> None:
        """An extension stands in one schema only; what is restored finds it there."""
        cursor.execute(  # type: ignore[attr-defined]
            "SELECT extname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname = %s",
            [source],
        )
        for (name,) in cursor.fetchall():  # type: ignore[attr-defined]
            cursor.execute(f'ALTER EXTENSION "{name}" SET SCHEMA {target}')  # type: ignore[attr-defined]


def _program(name: str) -> str:
    """The newest version installed. Raises KeepingError if there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise KeepingError(f"{name} is not installed: it comes with PostgreSQL's client programs")
    return path


def _run(name: str, *arguments: str, connected: bool = True) -> str:
    """Run one of PostgreSQL's programs; its output. Raises KeepingError with what it complained of."""
    settings = connection.settings_dict
    known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    # By the environment: arguments can be read by everybody on the machine.
    environment = {**os.environ, **{variable: str(settings[key]) for variable, key in known.items() if settings[key]}}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, arguments of our own
        [_program(name), *arguments],
        env=environment if connected else None, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise KeepingError(f"{name} failed: {' / '.join(said[:3]) or f'code {done.returncode}'}")
    return done.stdout
