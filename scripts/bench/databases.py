"""An empty database of each kind for a bench in a process of its own, and how it is left before anything is asked."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from demo import ROOT
from postgres import throwaway_server

from bench.kept import Filled, make_tables

BENCH = Path(__file__).resolve().parent


def prepare() -> None:
    """Django on the database of DATABASE_URL, which is empty or has its tables (`kept.make_tables`)."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def refresh_statistics() -> None:
    """Leave the database as its housekeeping would: PostgreSQL reads only vacuumed rows from an index alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def environment(url: str, folder: str, **further: str) -> dict[str, str]:
    """Of a process on the database `url` whose files lie in `folder`."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.performance.directory",
        "SECRET_KEY": "bench",
        "VAR_DIR": folder,
        "LOG_LEVEL": "ERROR",
        **further,
    }


def on_each(
    name: str, description: str | None, arguments: list[str], *, associations: int, measure: Callable[[int], None]
) -> int:
    """Run `measure(associations)` of the bench `name` in a process of its own on SQLite and PostgreSQL, or on one."""
    parser = argparse.ArgumentParser(prog=f"bench {name}", description=description)
    parser.add_argument("--associations", type=int, default=associations)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        prepare()
        from django.db import connection

        print(f"\n=== {connection.vendor}", flush=True)
        measure(options.associations)
        return 0

    def run(url: str, folder: str) -> None:
        make_tables(Filled(url, Path(folder)))
        command = [sys.executable, str(BENCH), name, "--measure", f"--associations={options.associations}"]
        subprocess.run(command, cwd=ROOT, env=environment(url, folder), check=True)

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        if options.database != "postgresql":
            run(f"sqlite:///{Path(folder) / 'portal.sqlite3'}", folder)
        if options.database != "sqlite":
            with throwaway_server() as url:
                run(url, folder)
    return 0
