"""What the register costs when it grows: 20,000 activities of one centre against 200,000 of 83, on both databases.

    python scripts/bench register [--database sqlite|postgresql]

Both databases are asked in turns within the same run, so that what else the machine does meets both. "own" are the
queries of a page beyond those that any page of the admin makes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from demo import ROOT
from postgres import throwaway_server

from bench.content import register, whole
from bench.content.words import NORMAL
from bench.databases import BENCH, environment, prepare, refresh_statistics
from bench.kept import Filled, make_tables

SIZES = {"small": (20_000, 1), "large": (200_000, NORMAL.associations)}
"""How many activities, of how many centres; there are as many associations in both."""
ROUNDS = 15
GOAL, MOST_QUERIES = 1.3, 10
BESIDE = {"own account", "targets of the centre"}
"""Pages without a goal: the frame alone, and one that asks for a single centre."""
FRAME = 6
"""Queries of any page of the admin (decision 36)."""


# --- In a process of its own, on one database ------------------------------------------------------
def pages(periods: list[Any]) -> dict[str, tuple[str, str]]:
    """Who asks for what."""
    from django.urls import reverse

    register, centres = reverse("activities:index"), reverse("centres:index")
    running, ended = periods[-1], periods[-2]
    days = f"closed_on_from={ended.starts_on.isoformat()}&closed_on_to={ended.ends_on.isoformat()}"
    return {
        "own account": ("manager", reverse("wagtailadmin_account")),
        "register": ("manager", register),
        "register, closed in a period": ("manager", f"{register}?status=closed&{days}"),
        "register, searched": ("manager", f"{register}?q=smlouva+hrbitov"),
        "report of a period": ("manager", f"{reverse('activity_report:index')}?period={ended.pk}"),
        "targets of the centre": ("manager", reverse("targets:index")),
        "overview, running period": ("union", f"{centres}?period={running.pk}"),
        "overview, ended period": ("union", f"{centres}?period={ended.pk}"),
    }


def clients(association: Any) -> dict[str, Any]:
    """Browsers in which a manager of the association and somebody of the Union are signed in."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client

    from portal.tenancy.roles import Role, sync_association_roles

    sync_association_roles(association)
    groups = {"manager": association.manager_group, "union": Group.objects.get(name=str(Role.UNION_ADMIN))}
    hosts = {"manager": association.site.hostname, "union": "localhost"}
    found = {}
    for name, group in groups.items():
        user = get_user_model().objects.create_user(f"bench-{name}")
        user.groups.add(group)
        found[name] = Client(SERVER_NAME=hosts[name])
        found[name].force_login(user)
    return found


def measure(size: str) -> None:
    """Fill the database, then answer on standard output what is asked on standard input: "page" by "page"."""
    told = sys.stdout
    sys.stdout = sys.stderr
    prepare()
    from portal.programme.models import MonitoringPeriod

    activities, centres = SIZES[size]
    made = whole.fill(NORMAL, with_services=False)
    share = [activities // centres if n < centres else 0 for n in range(len(made))]
    register.fill(made, share)
    refresh_statistics()
    browsers = clients(made[0])
    periods = list(MonitoringPeriod.objects.filter(programme__code="bench").order_by("starts_on"))
    asked = pages(periods)

    def ask(name: str) -> None:
        who, address = asked[name]
        answer = browsers[who].get(address)
        if answer.status_code != 200:
            sys.exit(f"{address} answers {answer.status_code}")
        _ = answer.content

    print(json.dumps(list(asked)), file=told, flush=True)
    for line in sys.stdin:
        what, name = line.rstrip("\n").split("\t")
        print(json.dumps(_timed(ask, name) if what == "time" else _queries(ask, name)), file=told, flush=True)


def _timed(ask: Callable[[str], None], name: str) -> float:
    start = time.perf_counter()
    ask(name)
    return (time.perf_counter() - start) * 1000


def _queries(ask: Callable[[str], None], name: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(name)
    with CaptureQueriesContext(connection) as captured:
        ask(name)
    if os.environ.get("BENCH_SQL"):
        print(
            f"\n== {name}",
            *(f"{one['time']} {one['sql']}" for one in captured.captured_queries),
            sep="\n",
            file=sys.stderr,
        )
    return len(captured)


# --- The process that asks -------------------------------------------------------------------------
class Worker:
    """A process with one of the databases."""

    def __init__(self, size: str, url: str, folder: str) -> None:
        command = [sys.executable, str(BENCH), "register", "--measure", size]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment(url, folder), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self) -> Any:
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        line = self.process.stdout.readline()
        if not line:
            sys.exit("The measured process ended.")
        return json.loads(line)

    def ask(self, what: str, name: str) -> Any:
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        self.process.stdin.write(f"{what}\t{name}\n")
        self.process.stdin.flush()
        return self.read()

    def end(self) -> None:
        self.process.communicate()


def compare(workers: dict[str, Worker]) -> None:
    """Ask both in turns and print a line for each page."""
    names = [worker.read() for worker in workers.values()][-1]
    print(f"{'':30} {'20,000':>9} {'200,000':>9} {'ratio':>6} {'queries':>8} {'own':>4}")
    for name in names:
        queries = {size: worker.ask("count", name) for size, worker in workers.items()}
        times: dict[str, list[float]] = {size: [] for size in workers}
        for n in range(ROUNDS):
            for size in list(workers)[:: 1 if n % 2 else -1]:
                times[size].append(workers[size].ask("time", name))
        small, large = (statistics.median(times[size]) for size in SIZES)
        ratio, most = large / small, max(queries.values())
        own = max(most - FRAME, 0)
        missed = "" if name in BESIDE or (ratio <= GOAL and most <= MOST_QUERIES) else ": MISSED"
        print(f"{name:30} {small:6.1f} ms {large:6.1f} ms {ratio:6.2f} {most:8} {own:4}{missed}", flush=True)


@contextmanager
def urls(kind: str, folder: str) -> Iterator[dict[str, str]]:
    """An empty database of each size."""
    if kind == "sqlite":
        yield {size: f"sqlite:///{Path(folder) / size}.sqlite3" for size in SIZES}
        return
    with ExitStack() as stack:
        yield {size: stack.enter_context(throwaway_server()) for size in SIZES}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench register", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"))
    parser.add_argument("--measure", choices=tuple(SIZES), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        measure(options.measure)
        return 0
    for kind in ("sqlite", "postgresql"):
        if options.database in (None, kind):
            print(f"\n=== {kind}", flush=True)
            with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, urls(kind, folder) as addresses:
                for url in addresses.values():
                    make_tables(Filled(url, Path(folder)))
                workers = {size: Worker(size, url, folder) for size, url in addresses.items()}
                compare(workers)
                for worker in workers.values():
                    worker.end()
    return 0
