#!/usr/bin/env python3
"""Run the suite: on SQLite and on PostgreSQL side by side, then the browser tests; `--real-data DIR`: real files too.

Each part has to have run: a part without tests, a skipped test, or a test that ran on one database only (unless it is
marked `only_on`) fails the run. `--both`: every test on both, marked or not, as before a release. Other arguments go to
pytest (with a selection, `-k …`, parts may differ or be empty).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from postgres import scratch_folder, throwaway_server

ROOT = Path(__file__).resolve().parent.parent
SQLITE_URL = "sqlite:///:memory:"
_output = threading.Lock()
_migrating = threading.Lock()


@dataclass
class Part:
    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    passed: bool = False
    seconds: float = 0.0
    tests: set[str] = field(default_factory=set)
    only_here: set[str] = field(default_factory=set)
    """Tests that are marked to run on this database only."""
    problems: list[str] = field(default_factory=list)


def say(part: str, text: str) -> None:
    with _output:
        print(f"[{part}] {text}", flush=True)


def keep_bytecode(scratch: Path) -> None:
    """Modules are compiled once for the run, not by each of its processes (some images turn that off)."""
    os.environ.update(PYTHONPYCACHEPREFIX=str(scratch / "bytecode"), PYTHONDONTWRITEBYTECODE="")


def migrated(scratch: Path) -> Path:
    """An SQLite database after all migrations, made once: every part on SQLite begins with a copy of it."""
    file = scratch / "migrated.sqlite3"
    with _migrating:
        if not file.exists():
            environment = {"DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)
    return file


def run(part: Part, scratch: Path, extra: Sequence[str]) -> None:
    """Run one part in its own pytest, its lines marked with the part's name."""
    start = time.monotonic()
    report = scratch / f"{part.name}.xml"
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", "--durations=5"]
    command += ["-o", f"cache_dir={scratch / part.name}.cache", *part.arguments, *extra]
    environment = {**os.environ, "TEST_DB_DIR": str(scratch), "TEST_DB_SUFFIX": part.name, **part.environment}
    if environment["DATABASE_URL"] == SQLITE_URL:
        shutil.copy(migrated(scratch), scratch / f"portal-test-{part.name}.sqlite3")
        environment["MIGRATED_SQLITE"] = str(migrated(scratch))
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 # for the type checker
        for line in process.stdout:
            say(part.name, line.rstrip())
    part.seconds = time.monotonic() - start
    part.passed = process.returncode == 0
    if not part.passed:
        part.problems.append(f"pytest ended with code {process.returncode}")
    if report.exists():
        # The report was written by pytest just now.
        for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314
            name = f"{case.get('classname')}.{case.get('name')}"
            part.tests.add(name)
            if case.find("properties/property[@name='only_on']") is not None:
                part.only_here.add(name)
            if case.find("skipped") is not None:
                part.problems.append(f"skipped: {name}")


def compare(parts: Sequence[Part], *, selection: bool) -> None:
    """Note as problems parts that ran nothing, and tests that ran on one database only."""
    if selection:
        return
    for part in parts:
        if not part.tests:
            part.problems.append("ran no test")
    by_name = {part.name: part for part in parts}
    first, second = by_name.get("sqlite"), by_name.get("postgresql")
    if first and second:
        for part, other in ((first, second), (second, first)):
            missing = other.tests - other.only_here - part.tests
            part.problems += [f"did not run here: {test}" for test in sorted(missing)[:10]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real-data", type=Path, help="folder of the large real files")
    parser.add_argument("--only-real", action="store_true", help="nothing but the tests on the real files")
    parser.add_argument("--part", action="append", help="sqlite, postgresql or browser; all if not given")
    parser.add_argument("--both", action="store_true", help="tests marked only_on run on both databases too")
    options, extra = parser.parse_known_args()
    scratch = scratch_folder()
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        keep_bytecode(scratch)
        subprocess.run([sys.executable, "scripts/messages.py", "compile"], cwd=ROOT, check=True)
        wanted = options.part or ["sqlite", "postgresql", "browser"]
        chosen = ["tests/real"] if options.only_real else ["tests", "--ignore=tests/e2e"]
        if options.only_real:
            wanted = [name for name in wanted if name != "browser"]
        if options.real_data:
            chosen.append(f"--real-data={options.real_data}")
        parts = []
        if {"sqlite", "postgresql"} <= set(wanted) and not options.both:
            os.environ["BOTH_DATABASES"] = "yes"
        if "sqlite" in wanted:
            parts.append(Part("sqlite", chosen, {"DATABASE_URL": SQLITE_URL}))
        if "postgresql" in wanted:
            url = stack.enter_context(throwaway_server())
            parts.append(Part("postgresql", chosen, {"DATABASE_URL": url}))
        if "browser" in wanted:
            parts.append(Part("browser", ["tests/e2e"], {"DATABASE_URL": SQLITE_URL}))
        # Two at a time: the machine this is measured on has two cores.
        with ThreadPoolExecutor(max_workers=2) as pool:
            list(pool.map(lambda part: run(part, scratch, extra), parts))
    compare(parts, selection=bool(extra))
    print()
    for part in parts:
        outcome = "FAILED" if part.problems else "passed"
        print(f"{part.name:12} {outcome}  {len(part.tests):5} tests  {part.seconds:5.0f} s")
        for problem in part.problems:
            print(f"             {problem}")
    failed = sum(len(part.problems) for part in parts)
    print(f"\n{sum(len(part.tests) for part in parts) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
