#!/usr/bin/env python3
"""All static checks; each step is named, all of them run, and the failing ones are listed at the end.

check.py            everything
check.py NAME…      only the steps with these names
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


class Step(NamedTuple):
    name: str
    command: list[str]
    environment: Mapping[str, str] = {}


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def steps() -> list[Step]:
    test_settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "DATABASE_URL": "sqlite:///:memory:"}
    # As a real installation sets it; nothing is read from or written to these places.
    production = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "portal.example.org",
        "ADMIN_BASE_URL": "https://portal.example.org",
        "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
        "DEMO": "false",
    }
    python = [str(path) for path in ("portal", "home", "services_directory", "newsletters", "meetings")]
    return [
        Step("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
        Step("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
        Step("guards", [sys.executable, "scripts/guards.py"]),
        Step("types", [str(BIN / "mypy"), "--no-error-summary"], test_settings),
        Step("imports", [str(BIN / "lint-imports")]),
        Step("templates", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
        Step("spelling", [str(BIN / "codespell"), *python, "contact_centre", "scripts", "docs", "README.md"]),
        Step("translations", [sys.executable, "scripts/messages.py", "check"]),
        Step("licences", [sys.executable, "scripts/audit.py", "licences"]),
        Step("system", manage("check", "--fail-level", "WARNING"), test_settings),
        Step("migrations", manage("makemigrations", "--check", "--dry-run"), test_settings),
        Step("upgrade", [sys.executable, "scripts/migration_guard.py"], test_settings),
        Step("deploy", manage("check", "--deploy", "--fail-level", "WARNING"), production),
    ]


def run(step: Step) -> bool:
    """Run one step; its output is shown only if it fails."""
    start = time.monotonic()
    result = subprocess.run(
        step.command,
        cwd=ROOT,
        env={**os.environ, **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outcome = "ok" if result.returncode == 0 else "FAILED"
    print(f"{step.name:14} {outcome:6} {time.monotonic() - start:5.1f} s", flush=True)
    if result.returncode:
        print(f"  $ {' '.join(step.command)}\n" + "\n".join(f"  {line}" for line in result.stdout.splitlines()))
    return result.returncode == 0


def main() -> int:
    wanted = set(sys.argv[1:])
    chosen = [step for step in steps() if not wanted or step.name in wanted]
    if unknown := wanted - {step.name for step in chosen}:
        print(f"no such step: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    # Two at a time: the machine this is measured on has two cores.
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed = [step.name for step, passed in zip(chosen, pool.map(run, chosen), strict=True) if not passed]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
