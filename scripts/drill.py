#!/usr/bin/env python3
"""The drill: everything is backed up, destroyed and restored in a new place, on both databases; any difference fails.

drill.py [sqlite|postgresql]…    both if none is named

It is the test `tests/faults/test_drill.py`, which runs with the suite too, alone and with its figures: rows, files, MB
and seconds. `DRILL_SECONDS` (40) is the longest a backup and its restore may take together, so that it is noticed when
they grow.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from postgres import throwaway_server

ROOT = Path(__file__).resolve().parent.parent
TEST = "tests/faults/test_drill.py"


def drill(database: str) -> bool:
    """Run the drill on one kind of database; whether it passed."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-drill-"))
        url = stack.enter_context(throwaway_server()) if database == "postgresql" else "sqlite:///:memory:"
        environment = {**os.environ, "DATABASE_URL": url, "TEST_DB_DIR": folder, "TEST_DB_SUFFIX": "drill"}
        start = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "--create-db", TEST]
        passed = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    print(f"{database}: {'passed' if passed else 'FAILED'} in {time.monotonic() - start:.0f} s, migrations included\n")
    return passed


def main() -> int:
    databases = sys.argv[1:] or ["postgresql", "sqlite"]
    if unknown := set(databases) - {"postgresql", "sqlite"}:
        print(f"no such database: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    passed = [drill(database) for database in databases]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
