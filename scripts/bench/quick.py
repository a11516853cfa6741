"""Processor time, queries and size of the public pages on the demo's data, in a minute; for whoever makes them faster.

    python scripts/bench quick [PAGE …] [--cached] [--requests 60] [--sql] [--profile] [--no-server]

`inside` is the WSGI application asked within this process, `served` all processes of the web server with one worker;
both are milliseconds of processor for a request, which hardly differ when the machine is busy. `ratio` is to a view
that does nothing behind the same middleware. Queries are those of a warm process that just has to ask whether its site
has changed. The page cache is off unless --cached. --sql prints the statements, --profile where the time goes.
Uses the data of VAR_DIR (var/): `make demo-data` makes it.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import demo
from postgres import free_port

from bench.inside import call, cpu_ms, queries
from bench.kept import collect_static_files
from bench.load import Target, ask, put
from bench.processes import cpu_seconds
from bench.serving import portal_command, serving
from bench.visit import packed, plain

HOSTNAME = "svazekobci1866.localhost"
SERVICE = "service"
PAGES = {
    "bare view": "/bare/",
    "home": "/",
    "list": "/sluzby/",
    "search": "/sluzby/?q=skola",
    SERVICE: "",  # found in the list
    "newsletters": "/zpravodaj/",
    "meetings": "/setkani/",
    "contact": "/kontakt/",
    "Union's home": "/",
}
SETTINGS = "tests.performance.settings"
SERVED_SECONDS = 2


def prepared(*, cached: bool) -> Callable[..., Any]:
    """Django on the demo's data, its static files collected anew if one has changed; the application."""
    os.environ.update(demo.environment())
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "LOG_LEVEL": "ERROR", "PAGE_CACHE": "on" if cached else "off"}
    if not (demo.VAR / "portal.sqlite3").exists() and "DATABASE_URL" not in os.environ:
        sys.exit(f"{demo.VAR} holds no demo: run `make demo-data` first.")
    import django

    django.setup()
    collect_static_files()
    from portal.wsgi import application

    return application


def targets(application: Callable[..., Any], port: int) -> dict[str, Target]:
    """The pages' addresses."""
    listed = plain(call(application, Target(port, HOSTNAME, PAGES["list"]))).decode()
    found = re.search(r'href="[^"]*(/sluzby/[a-z0-9-]+/)"', listed)
    if found is None:
        sys.exit("The list of services holds no link to one: is the demo's data there (`make demo-data`)?")
    pages = {**PAGES, SERVICE: found[1]}
    return {name: Target(port, "localhost" if "Union" in name else HOSTNAME, path) for name, path in pages.items()}


def profile(application: Callable[..., Any], target: Target, times: int) -> None:
    """Print where the time of an answer goes: what functions take themselves, then with what they call."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        call(application, target)
    profiler.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler).strip_dirs().sort_stats(order).print_stats(30)


def served_ms(pid: int, target: Target) -> float:
    """Milliseconds of processor that the server takes for one answer, under load of four connections."""
    put(target, connections=4, seconds=1)
    before = cpu_seconds(pid)
    done = put(target, connections=4, seconds=SERVED_SECONDS)
    if done.wrong:
        sys.exit(f"{target.path}: {done.wrong} of {done.requests} answers were wrong")
    return (cpu_seconds(pid) - before) * 1000 / done.requests


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench quick", description=__doc__.partition("\n")[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--cached", action="store_true", help="with the page cache")
    parser.add_argument("--requests", type=int, default=60, help="so many of each page within this process")
    parser.add_argument("--sql", action="store_true", help="print the statements")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--no-server", action="store_true", help="only within this process")
    options = parser.parse_args(arguments)
    if unknown := set(options.pages) - set(PAGES):
        parser.error(f"no page {', '.join(sorted(unknown))}; there are {', '.join(PAGES)}")
    application = prepared(cached=options.cached)
    port = free_port()
    pages = targets(application, port)
    if options.pages:
        pages = {name: target for name, target in pages.items() if name in {"bare view", *options.pages}}
    measured = inside_table(application, pages, options)
    if not options.no_server:
        served_table(pages, port, measured)
    return 0


def inside_table(
    application: Callable[..., Any], pages: dict[str, Target], options: argparse.Namespace
) -> dict[str, float]:
    """Print a line for each page asked within this process; milliseconds of each."""
    print(f"{'':14} {'inside ms':>10} {'ratio':>6} {'queries':>8} {'repeated':>9} {'HTML kB':>8} {'gzip kB':>8}")
    measured: dict[str, float] = {}
    for name, target in pages.items():
        answer = call(application, target)
        if answer.status != 200:
            sys.exit(f"{target.hostname}{target.path} answers {answer.status}")
        asked = queries(application, target)
        measured[name] = cpu_ms(application, target, options.requests)
        html = plain(answer)
        ratio = measured[name] / next(iter(measured.values()))
        print(
            f"{name:14} {measured[name]:10.2f} {ratio:6.1f} {asked.number:8} {asked.repeated:9}"
            f" {len(html) / 1000:8.1f} {packed(answer) / 1000:8.1f}",
            flush=True,
        )
        if options.sql:
            print(*(f"    {one.sql[:400]} {one.values}" for one in asked.statements), sep="\n")
        if options.profile and name != "bare view":
            profile(application, target, options.requests)
    return measured


def served_table(pages: dict[str, Target], port: int, inside: dict[str, float]) -> None:
    """Print processor time of each page through the web server with one worker."""
    first = next(iter(pages.values()))
    environment = {**os.environ, "PYTHONPATH": str(Path(demo.ROOT))}
    with serving(portal_command(port, workers=1), environment, first) as pid:
        print(f"\n{'':14} {'served ms':>10} {'ratio':>6}   beyond `inside`: the server and waking up")
        bare = 0.0
        for name, target in pages.items():
            took = served_ms(pid, target)
            bare = bare or took
            print(f"{name:14} {took:10.2f} {took / bare:6.1f}   {took - inside[name]:+.2f}", flush=True)
        answer = ask(first)
        print(f"\nserver: {' '.join(portal_command(port, workers=1)[1:])}; answers {answer.status}")


if __name__ == "__main__":
    sys.exit("python scripts/bench quick")
