#!/usr/bin/env python3
"""How much the demo's pages cost, as ratios to a view that does nothing: times differ by machine, ratios hardly.

Starts the web server on the demo's data and asks it as a browser would. For every page: median time of one request,
its ratio to the bare view, requests per second over four connections, SQL queries, size of the HTML. For the home
page also what a first visit loads.
"""

from __future__ import annotations

import gzip
import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from demo import ROOT, environment
from postgres import free_port

HOSTNAME = "svazekobci1866.localhost"
PAGES = {
    "bare view": "/bare/",
    "home": "/",
    "directory": "/sluzby/",
    "search": "/sluzby/?q=skola",
    "service": "",  # found in the directory
    "newsletters": "/zpravodaj/",
    "meetings": "/setkani/",
    "contact": "/kontakt/",
    "Union's home": "/",
}
WARM_UP = 10
REQUESTS = 100
CONNECTIONS = 4


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A kept-alive connection that speaks to one site."""

    def __init__(self, port: int, hostname: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.headers = {"Host": f"{hostname}:{port}", "Accept-Encoding": "br, gzip", "Accept-Language": "cs"}

    def get(self, path: str) -> Answer:
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


class Loaded(HTMLParser):
    """Addresses that a browser loads together with a page; photographs are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and values.get("rel") in {"stylesheet", "preload", "modulepreload", "icon"}:
            self.addresses.append(values.get("href", ""))
        elif tag == "script" and values.get("src"):
            self.addresses.append(values["src"])
        elif tag == "use" and values.get("href", "").split("#")[0]:
            self.addresses.append(values["href"].split("#")[0])
        elif tag == "img" and values.get("src") and "/media/" not in values["src"]:
            self.addresses.append(values["src"])


@contextmanager
def server(port: int) -> Iterator[None]:
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1", "--log-level=warning"]
    # The bare view has to stand behind the same middleware as the pages.
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.performance.settings", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [*command, "--blocking-threads=4", "portal.wsgi:application"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                Connection(port, HOSTNAME).get("/healthz")
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    sys.exit("The server did not start.")
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def plain(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body


def median_ms(connection: Connection, path: str) -> float:
    for _ in range(WARM_UP):
        connection.get(path)
    times = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        connection.get(path)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def rate(port: int, hostname: str, path: str) -> float:
    """Requests per second over CONNECTIONS connections."""

    def work(connection: Connection) -> None:
        for _ in range(REQUESTS // CONNECTIONS * 2):
            connection.get(path)

    connections = [Connection(port, hostname) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(work, connections))
    return REQUESTS * 2 / (time.perf_counter() - start)


def sql_queries(hostname: str, port: int, path: str) -> int:
    """Queries of one request in a warm process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME=hostname, SERVER_PORT=str(port))
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def first_visit(connection: Connection, port: int) -> tuple[int, int]:
    """Number of requests and bytes that a first visit of the home page makes, photographs left out."""
    page = connection.get("/")
    loaded = Loaded()
    loaded.feed(plain(page).decode())
    total = len(gzip.compress(plain(page), 6))
    waiting, seen = [urljoin("/", address) for address in loaded.addresses], set()
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("data:"):
            continue
        seen.add(address)
        answer = connection.get(address)
        total += len(answer.body)
        if answer.headers.get("content-type", "").startswith("text/css"):
            identity = Connection(port, HOSTNAME)
            identity.headers["Accept-Encoding"] = "identity"
            text = identity.get(address).body.decode()
            waiting += [urljoin(address, found) for found in re.findall(r"url\([\"']?([^\"')]+)", text)]
    return len(seen) + 1, total


def main() -> int:
    port = free_port()
    os.environ.update({**environment(), "DJANGO_SETTINGS_MODULE": "tests.performance.settings", "LOG_LEVEL": "ERROR"})
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    with server(port):
        connection = Connection(port, HOSTNAME)
        directory = plain(connection.get("/sluzby/")).decode()
        found = re.search(r'href="[^"]*(/sluzby/[a-z0-9-]+/)"', directory)
        pages = {**PAGES, "service": found[1] if found else ""}
        print(f"{'page':14} {'ms':>7} {'ratio':>6} {'req/s':>6} {'queries':>8} {'HTML kB':>8} {'gzip kB':>8}")
        bare = 0.0
        for name, path in pages.items():
            hostname = "localhost" if name == "Union's home" else HOSTNAME
            site = Connection(port, hostname)
            answer = site.get(path) if path else None
            if answer is None or answer.status != 200:
                print(f"{name:14} {path} did not answer", file=sys.stderr)
                return 1
            html = plain(answer)
            time_ms = median_ms(site, path)
            bare = bare or time_ms
            print(
                f"{name:14} {time_ms:7.2f} {time_ms / bare:6.1f} {rate(port, hostname, path):6.0f}"
                f" {sql_queries(hostname, port, path):8} {len(html) / 1000:8.1f}"
                f" {len(gzip.compress(html, 6)) / 1000:8.1f}",
                flush=True,
            )
        requests, size = first_visit(Connection(port, HOSTNAME), port)
        print(f"\nFirst visit of the home page: {requests} requests, {size / 1000:.1f} kB without photographs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
