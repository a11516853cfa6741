#!/usr/bin/env python3
"""One issue to ten thousand readers while everything around it fails, on SQLite and PostgreSQL (X5).

    fault_run.py [--readers 10000] [--database sqlite|postgresql]

Real workers, three of them killed in mid-batch; a mail server that refuses one in ten (first for now, then for good),
hangs, and hangs up before and after a text; one recipient whose data no mail can be made of; the issue edited and a
reader gone meanwhile; PostgreSQL restarted as after a crash, SQLite locked longer than anybody waits. It prints what
became of all, and ends with an error if anybody got it twice or never, or anything isn't explained.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demo import ROOT
from postgres import as_postgres, program, throwaway_server

READERS = 10_000
LOCKED = 25.0
"""Seconds; a writer gives up after 20."""


def restart_postgresql() -> None:
    """Stop the server without letting anybody finish, and start it again with the options it had."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        cluster = cursor.fetchone()[0]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    restart = [program("pg_ctl"), "restart", "--mode=immediate", "--wait", "--silent", f"--pgdata={cluster}"]
    subprocess.run([*as_postgres(), *restart], cwd="/", check=True, stdout=subprocess.DEVNULL)


def play(readers: int, folder: Path) -> int:
    """The run on the empty database of DATABASE_URL."""
    from bench.databases import prepare

    prepare()
    from django.db import connection

    from tests.faults.mass_mail.outages import locked_file
    from tests.faults.mass_mail.processes import Workers, running_sink
    from tests.faults.mass_mail.reckoning import reckon
    from tests.faults.mass_mail.run import (
        WORKERS,
        FaultRun,
        leave_other_jobs,
        planned_faults,
        spoil_one,
        worker_environment,
    )
    from tests.newsletters.mailing.factories import start_only
    from tests.newsletters.subscribers.factories import make_many_subscribers
    from tests.tenancy.factories import make_association, make_union

    def outage() -> None:
        if connection.vendor == "postgresql":
            restart_postgresql()
        else:
            locked_file(str(connection.settings_dict["NAME"]), LOCKED)

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A throw-away server need not keep its promises; this one has to, as a real one does.
            cursor.execute(f"ALTER DATABASE {connection.settings_dict['NAME']} SET synchronous_commit = on")
    make_union()
    association = make_association("horni")
    make_many_subscribers(association, readers)
    spoil_one(readers)
    leave_other_jobs()
    mailing = start_only(association)
    with running_sink(folder, planned_faults(readers)) as sink:
        environment = worker_environment(url=os.environ["DATABASE_URL"], port=sink.port, folder=str(folder))
        workers = Workers(environment, folder / "workers.log")
        run = FaultRun(mailing, readers, sink, workers, outage, lasts=3600)
        start = time.monotonic()
        try:
            for _ in range(WORKERS):
                workers.start()
            run.play()
        finally:
            workers.kill_all()
        found = reckon(run)
    print(f"{found}; {run.kills} kills, {run.outages} outages of the database; {time.monotonic() - start:.0f} s")
    for reason, count in found.reasons.most_common():
        print(f"  {count:6} {reason}")
    for problem in found.problems:
        print(f"  WRONG: {problem}")
    return 1 if found.problems else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--play", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if options.play:
        return play(options.readers, options.play)

    def run(url: str, folder: Path) -> int:
        folder.mkdir()
        environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.performance.directory",
            "VAR_DIR": str(folder),
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, __file__, f"--play={folder}", f"--readers={options.readers}"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode

    failed = 0
    with tempfile.TemporaryDirectory(prefix="portal-faults-") as name:
        if options.database != "postgresql":
            failed += run(f"sqlite:///{Path(name) / 'portal.sqlite3'}", Path(name) / "sqlite")
        if options.database != "sqlite":
            with throwaway_server() as url:
                failed += run(url, Path(name) / "postgresql")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
