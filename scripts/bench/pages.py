"""The public pages against what the machine can do and against a peer, uncached, from the cache, and as all grows.

    python scripts/bench pages [--scale 83x20x60] [--rounds 5] [--seconds 3] [--without peer,growth,cache]

One data set on a PostgreSQL server of its own, all served with two processes and asked by eight clients in turns. It
fails if a goal of the issue is missed by more than the noise, and names it. See docs/operations.md, "How fast it is".
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from postgres import free_port, throwaway_server

from bench import goals, kept
from bench.content.words import GROWN, NORMAL, Size, hostname_of
from bench.goals import Verdicts
from bench.inside import call, cpu_ms, queries, sql_ms
from bench.kept import Filled, environment
from bench.limits.static_file import serving_file
from bench.load import Target, ask, client_name
from bench.peer.setting_up import NotInstalledError, Peer, recorded
from bench.peer.setting_up import environment as peer_environment
from bench.rounds import CLIENTS, Figure, Measured, Subject, check, measure
from bench.serving import portal_command, serving
from bench.visit import first_visit, packed

PAGES = {"home": "/", "list": "/sluzby/", "detail": "/sluzby/sluzba-7/", "search": "/sluzby/?q=knihovna"}
MORE = {"newsletters": "/zpravodaj/", "meetings": "/setkani/", "contact": "/kontakt/"}
MISSING = "/tato-stranka-neni/"
WORKERS = 2
PARTS = ("peer", "growth", "cache")
FASTEST_AGAIN = "cached home"


def targets(port: int, size: Size, pages: dict[str, str]) -> dict[str, Target]:
    """Pages of the association in the middle."""
    return {name: Target(port, hostname_of(size.associations // 2), path) for name, path in pages.items()}


class Run:
    """Servers of one run, their subjects and what is said about them."""

    def __init__(self, stack: ExitStack, folder: Path, options: argparse.Namespace) -> None:
        self.stack, self.folder, self.options = stack, folder, options
        self.verdicts = Verdicts()
        self.subjects: list[Subject] = []
        self.wrong: list[str] = []

    def start(self, command: list[str], variables: dict[str, str], ready: Target, **more: Any) -> int:
        """A server until the end of the run; its process number."""
        return self.stack.enter_context(serving(command, variables, ready, **more))

    def add(self, name: str, target: Target, status: int = 200, pid: int = 0) -> None:
        self.subjects.append(Subject(name, target, status, pid))

    def portal(self, filled: Filled, size: Size, *, cached: bool, prefix: str) -> int:
        """The portal's own server with the four pages among the subjects; its port."""
        port = free_port()
        found = targets(port, size, PAGES)
        variables = environment(filled, PAGE_CACHE="on" if cached else "off")
        pid = self.start(portal_command(port, workers=WORKERS), variables, found["home"])
        for name, target in found.items():
            self.add(f"{prefix}{name}", target, pid=pid)
        return port

    def limits(self, size: int) -> None:
        """A static file, hello-world and the least of Django."""
        for name, application in (
            ("hello-world", "bench.limits.hello:application"),
            ("bare Django view", "bench.limits.bare_django:application"),
        ):
            target = Target(free_port(), "localhost", "/")
            self.start(portal_command(target.port, workers=WORKERS, application=application), self.plain(), target)
            self.add(name, target)
        target_or_none = self.stack.enter_context(serving_file(self.folder, size))
        if target_or_none is None:
            print("nginx is not installed (`scripts/system_packages.sh bench`): no static file to compare with.")
        else:
            self.add("static file (nginx)", target_or_none)

    def plain(self) -> dict[str, str]:
        """Of a process that needs nothing of the portal but its code."""
        return environment(Filled("sqlite://", self.folder))

    def peer(self, server: str, size: Size) -> bool:
        """The peer's pages uncached and cached; False (and why is said) if it can't be set up here."""
        try:
            peer = Peer(peer_environment(), server, size, self.folder)
        except NotInstalledError as error:
            print(f"The peer can't be set up here: {error}.\nWhat was measured last is taken, as parts of hello-world.")
            return False
        for prefix, cached in (("CRX ", False), ("cached CRX ", True)):
            if cached and "cache" in self.options.without:
                continue
            port = free_port()
            found = peer.targets(port)
            variables = peer.variables(cached=cached)
            pid = self.start(peer.command(port), variables, found["home"], folder=peer.folder)
            for name, target in found.items():
                self.add(f"{prefix}{name}", target, pid=pid)
        return True

    def measured(self, subjects: list[Subject]) -> Measured:
        """The rounds; ends the bench if anything answers at the beginning what it should not, later notes it."""
        if wrong := check(subjects):
            sys.exit("\n".join(wrong))
        found = measure(
            subjects,
            rounds=self.options.rounds,
            seconds=self.options.seconds,
            say=lambda what: print(f"  {what}", flush=True),
        )
        self.wrong += found.wrong
        return found


# --- Within this process ----------------------------------------------------------------------------
def inside(filled: Filled, size: Size, run: Run) -> int:
    """Queries, SQL alone, processor time and size of each page; returns the packed size of the home page in bytes."""
    os.environ.update(environment(filled, PAGE_CACHE="off", LOG_LEVEL="ERROR"))
    import django

    django.setup()
    kept.collect_static_files()
    from portal.wsgi import application

    print(f"\n{'within a process':14} {'cpu ms':>8} {'queries':>8} {'repeated':>9} {'SQL alone ms':>13} {'gzip kB':>8}")
    sizes = {}
    for name, target in targets(80, size, {"bare view": "/bare/", **PAGES, **MORE}).items():
        answer = call(application, target)
        if answer.status != 200:
            sys.exit(f"{target.hostname}{target.path} answers {answer.status}")
        asked = queries(application, target)
        spent = cpu_ms(application, target, 30)
        sizes[name] = packed(answer)
        alone = sql_ms(asked)
        print(
            f"{name:16} {spent:8.2f} {asked.number:8} {asked.repeated:9} {alone:13.2f} {sizes[name] / 1000:8.2f}",
            flush=True,
        )
        if name in PAGES:
            run.verdicts.add(f"queries of {name}", asked.number, goals.QUERIES[name])
            run.verdicts.add(f"kB of {name}, compressed", sizes[name] / 1000, goals.SIZE)
    return sizes["home"]


# --- Verdicts ---------------------------------------------------------------------------------------
def say_rates(found: Measured, subjects: list[Subject]) -> None:
    print(f"\n{'':24} {'requests/s':>30} {'p50 ms':>8} {'p99 ms':>8} {'p99/p50':>8}")
    for subject in subjects:
        middle, slow = found.milliseconds(subject.name)
        tail = found.tail(subject.name).median
        print(f"{subject.name:24} {found.rate(subject.name)!s:>30} {middle:8.2f} {slow:8.2f} {tail:8.2f}")


def judge(found: Measured, verdicts: Verdicts, *, has_peer: bool, cached: bool) -> None:
    """The goals about rates."""
    last = {} if has_peer else recorded()
    for page in PAGES:
        verdicts.add(f"{page}: portal / CRX", against(found, page, f"CRX {page}", last), goals.PEER)
        verdicts.add(f"{page}: p99 / p50", found.tail(page), goals.TAIL)
    if not cached:
        return
    for page in PAGES:
        name = f"cached {page}"
        verdicts.add(f"{name}: portal / CRX", against(found, name, f"cached CRX {page}", last), goals.CACHED_PEER)
        verdicts.add(f"{name} / hello-world", found.ratio(name, "hello-world"), goals.CACHED_HELLO)
        verdicts.add(f"{name}: p99 / p50 *", found.tail_beside(name, "hello-world"), goals.TAIL)
    for name in ("304", "404"):
        verdicts.add(f"{name} / {FASTEST_AGAIN}", found.ratio(name, FASTEST_AGAIN), goals.NO_SLOWER)


def against(found: Measured, name: str, peer: str, last: dict[str, float]) -> Figure:
    """How many times faster than the peer; if it isn't there, than it was as a part of hello-world."""
    if peer in found.loads:
        return found.ratio(name, peer)
    return Figure([value / last[peer] for value in found.ratio(name, "hello-world").values])


# --- The whole --------------------------------------------------------------------------------------
@contextmanager
def started(options: argparse.Namespace) -> Iterator[tuple[Run, str]]:
    """A database server and a folder for the run."""
    with ExitStack() as stack:
        # Later ones are ended first: servers, then the database, then the files.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        server = stack.enter_context(throwaway_server())
        yield Run(stack, folder, options), server


def cached_subjects(run: Run, filled: Filled, size: Size) -> None:
    """The pages from the cache, an unchanged page and one that is not there."""
    port = run.portal(filled, size, cached=True, prefix="cached ")
    home = targets(port, size, PAGES)["home"]
    for _ in range(8):
        answer = ask(home)
    tag = answer.headers.get("etag")
    if tag:
        run.add("304", home._replace(headers=(("If-None-Match", tag),)), 304)
    else:
        sys.exit("A page from the cache has no ETag: a browser can't ask whether it has changed.")
    run.add("404", home._replace(path=MISSING), 404)


def growth(run: Run, server: str, filled: Filled, size: Size) -> None:
    """The four pages with as many associations as there are in the country."""
    subjects, run.subjects = run.subjects, []
    grown = kept.portal(server, GROWN, run.folder, name="grown")
    run.portal(filled, size, cached=False, prefix="")
    run.portal(grown, GROWN, cached=False, prefix="grown ")
    print(f"\nGrowth from {size} to {GROWN}:")
    found = run.measured(run.subjects)
    say_rates(found, run.subjects)
    for page in PAGES:
        run.verdicts.add(f"{page}: cost when grown", found.ratio(page, f"grown {page}"), goals.GROWTH)
    run.subjects = subjects


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench pages", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--scale",
        "--size",
        dest="size",
        type=Size.read,
        default=NORMAL,
        help="associations x municipalities x services",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each subject in each round")
    parser.add_argument("--without", type=lambda text: text.split(","), default=[], help=f"of {', '.join(PARTS)}")
    options = parser.parse_args(arguments)
    with started(options) as (run, server):
        filled = kept.portal(server, options.size, run.folder, name="portal")
        page_size = inside(filled, options.size, run)
        uncached = run.portal(filled, options.size, cached=False, prefix="")
        for name, target in targets(uncached, options.size, PAGES).items():
            resources = first_visit(target).resources
            run.verdicts.add(f"own resources of {name}", resources, goals.RESOURCES)
        run.add("bare view of ours", targets(uncached, options.size, {"bare": "/bare/"})["bare"])
        run.limits(page_size)
        cached = "cache" not in options.without
        if cached:
            cached_subjects(run, filled, options.size)
        has_peer = "peer" not in options.without and run.peer(server, options.size)
        print(f"\n{options.rounds} rounds of {options.seconds:g} s, {CLIENTS} clients, {client_name()}:", flush=True)
        found = run.measured(run.subjects)
        say_rates(found, run.subjects)
        judge(found, run.verdicts, has_peer=has_peer, cached=cached)
        if "growth" not in options.without:
            growth(run, server, filled, options.size)
        missed = run.verdicts.say()
        for what in run.wrong:
            print(f"WRONG: {what}; its ratios say nothing")
        return 1 if missed or run.wrong else 0
