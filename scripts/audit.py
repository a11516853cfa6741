#!/usr/bin/env python3
"""Known vulnerabilities of what uv.lock names, and the licences of what the portal runs with. Fails closed.

audit.py             both
audit.py advisories  ask the databases of advisories
audit.py licences    read the licences of what is installed; asks nobody

Exit code 0: asked about every package, and nothing is known. 1: something is known. 2: COULD NOT AUDIT – nobody
answered, or not about every package. Two databases are asked, one after the other, through their own clients: OSV
(``uv audit``) and PyPI's (``pip-audit``); the first that answers for all packages decides.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = "pip-audit==2.10.1"
WAIT = 300
CLEAN, KNOWN, NOT_AUDITED = 0, 1, 2

ACCEPTED: dict[str, tuple[date, str]] = {}
"""Advisories that do not concern us: until when that is believed, and why. After that day they count again."""

FREE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|LGPL|Lesser General", re.IGNORECASE)
"""Licences under which the portal may be given on as it is (several: one of them has to be among these)."""


@dataclass(frozen=True)
class Outcome:
    """What one database said."""

    code: int
    says: str


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run(command: list[str], folder: Path) -> Ran:
    """Run a client; one that isn't there or doesn't end is one that didn't answer."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Ran(127, "", str(error))
    return Ran(done.returncode, done.stdout, done.stderr)


def uv() -> str:
    own = ROOT / ".uv" / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv") or "uv"


def locked(folder: Path) -> dict[str, str]:
    """Names and versions of what comes from the registry."""
    lock = tomllib.loads((folder / "uv.lock").read_text())
    return {row["name"]: row["version"] for row in lock["package"] if "registry" in row.get("source", {})}


def accepted(today: date) -> list[str]:
    return sorted(name for name, (until, _why) in ACCEPTED.items() if until >= today)


def ask_osv(folder: Path, packages: dict[str, str]) -> Outcome:
    """`uv audit`. What it says is believed only if it says about how many packages, and none is missing."""
    ignored = [part for name in accepted(date.today()) for part in ("--ignore", name)]  # noqa: DTZ011 - a day will do
    ran = run([uv(), "audit", "--frozen", *ignored], folder)
    said = f"{ran.out}\n{ran.err}".strip()
    counted = max((int(number) for number in re.findall(r"(\d+) packages?\b", said)), default=0)
    if ran.code == CLEAN and counted >= len(packages):
        return Outcome(CLEAN, f"OSV knows of nothing in {counted} packages.")
    if ran.code == KNOWN and re.search(r"\b(GHSA|CVE|PYSEC|OSV)-", said):
        return Outcome(KNOWN, said)
    return Outcome(NOT_AUDITED, f"OSV did not answer for all {len(packages)} packages: {last_line(said)}")


def ask_pypi(folder: Path, packages: dict[str, str]) -> Outcome:
    """`pip-audit` with PyPI's own database. Each package must be in its answer, and none skipped."""
    ignored = [part for name in accepted(date.today()) for part in ("--ignore-vuln", name)]  # noqa: DTZ011
    with tempfile.TemporaryDirectory() as made:
        names = Path(made) / "requirements.txt"
        names.write_text("".join(f"{name}=={version}\n" for name, version in sorted(packages.items())))
        options = ["--no-deps", "--disable-pip", "--progress-spinner=off", "-s", "pypi", "-f", "json"]
        ran = run([uv(), "tool", "run", PIP_AUDIT, "-r", str(names), *options, *ignored], folder)
    try:
        answers = {row["name"].lower(): row for row in json.loads(ran.out)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        return Outcome(NOT_AUDITED, f"PyPI did not answer: {last_line(ran.err)}")
    missing = sorted(name for name in packages if "vulns" not in answers.get(name.lower(), {}))
    known = [f"{name}: {row['id']}" for name, found in sorted(answers.items()) for row in found.get("vulns", [])]
    if known:
        return Outcome(KNOWN, "\n".join(known))
    if missing:
        return Outcome(
            NOT_AUDITED, f"PyPI did not answer for {len(missing)} of {len(packages)}: {', '.join(missing[:5])} …"
        )
    return Outcome(CLEAN, f"PyPI knows of nothing in {len(answers)} packages.")


def last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no answer"


Source = Callable[[Path, dict[str, str]], Outcome]
SOURCES: tuple[Source, ...] = (ask_osv, ask_pypi)


def advisories(folder: Path = ROOT, sources: tuple[Source, ...] = SOURCES) -> Outcome:
    """Ask the databases in turn, until one has answered for every package."""
    packages = locked(folder)
    said = []
    for ask in sources:
        outcome = ask(folder, packages)
        if outcome.code != NOT_AUDITED and packages:
            return outcome
        said.append(outcome.says)
    return Outcome(NOT_AUDITED, "COULD NOT AUDIT: nobody answered for every package.\n" + "\n".join(said))


def licence_of(package: metadata.Distribution) -> str:
    about = package.metadata
    named = [
        line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    return str(about.get("License-Expression") or "; ".join(named) or (about.get("License") or "")[:80])


def runtime(folder: Path) -> set[str]:
    """Names of what the portal runs with, by the lock file: its own dependencies and theirs."""
    lock = tomllib.loads((folder / "uv.lock").read_text())
    rows = {row["name"]: row for row in lock["package"]}
    own = next(row for row in lock["package"] if "registry" not in row.get("source", {}))
    found: set[str] = set()
    waiting = [row["name"] for row in own.get("dependencies", [])]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [row["name"] for row in rows[name].get("dependencies", [])]
    return found


def licences(folder: Path = ROOT) -> Outcome:
    """Whether all that is installed of it may be given on. What isn't for this machine isn't installed, nor asked."""
    installed = {
        package.name.lower().replace("_", "-"): package for package in metadata.distributions() if package.name
    }
    read = {name: licence_of(installed[name]) for name in sorted(runtime(folder)) if name in installed}
    if not read:
        return Outcome(NOT_AUDITED, "COULD NOT AUDIT: nothing of it is installed here.")
    unknown = [f"{name}: {licence or 'says nothing'}" for name, licence in read.items() if not FREE.search(licence)]
    if unknown:
        return Outcome(KNOWN, "Licences nobody has looked at:\n" + "\n".join(unknown))
    return Outcome(CLEAN, f"Licences of {len(read)} packages are fine.")


def main() -> int:
    steps = {"advisories": advisories, "licences": licences}
    wanted = sys.argv[1:] or list(steps)
    if unknown := set(wanted) - steps.keys():
        print(f"no such step: {', '.join(sorted(unknown))}", file=sys.stderr)
        return NOT_AUDITED
    worst = CLEAN
    for name in wanted:
        outcome = steps[name]()
        print(outcome.says, file=sys.stderr if outcome.code else sys.stdout)
        worst = max(worst, outcome.code)
    return worst


if __name__ == "__main__":
    sys.exit(main())
