"""What the benches of the directory share: a process of its own on an empty database of each kind."""

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


def prepare() -> None:
    """Django on the database of DATABASE_URL, which is empty, with its tables."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    print(f"\n=== {connection.vendor}", flush=True)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def refresh_statistics() -> None:
    """Leave the database as its housekeeping would: PostgreSQL reads only vacuumed rows from an index alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main(script: str, description: str | None, *, associations: int, measure: Callable[[int], None]) -> int:
    """Run `measure(associations)` of `script` in a process of its own on SQLite and PostgreSQL, or on one of them."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--associations", type=int, default=associations)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        sys.path.insert(0, str(ROOT))
        prepare()
        measure(options.associations)
        return 0

    def run(url: str, folder: str) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.performance.directory",
            "SECRET_KEY": "bench",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, script, "--measure", f"--associations={options.associations}"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        if options.database != "postgresql":
            run(f"sqlite:///{Path(folder) / 'portal.sqlite3'}", folder)
        if options.database != "sqlite":
            with throwaway_server() as url:
                run(url, folder)
    return 0
