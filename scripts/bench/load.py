"""Load on a server of this machine: wrk if it is installed, else threads of our own."""

from __future__ import annotations

import http.client
import math
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "cs"}
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class Target(NamedTuple):
    """An address on this machine: the port, the site's name and the path; further headers."""

    port: int
    hostname: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()

    def all_headers(self) -> dict[str, str]:
        return {**HEADERS, "Host": f"{self.hostname}:{self.port}", **dict(self.headers)}


class Load(NamedTuple):
    """What came of it; times in milliseconds, `wrong` answers were not those expected."""

    requests: int
    seconds: float
    p50: float
    p99: float
    wrong: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def client_name() -> str:
    """What makes the load here."""
    return "wrk" if shutil.which("wrk") else "a client of threads in Python (wrk is not installed: rates are lower)"


def ask(target: Target, connection: http.client.HTTPConnection | None = None) -> Answer:
    """One answer, over `connection` or one of its own."""
    used = connection or http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    used.request("GET", target.path, headers=target.all_headers())
    response = used.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    if connection is None:
        used.close()
    return answer


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0–1) of the values lie; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0.0


def put(target: Target, *, connections: int, seconds: float, status: int = 200) -> Load:
    """Ask `target` over so many connections, each with the next request as soon as it has its answer."""
    if shutil.which("wrk"):
        return _wrk(target, connections, seconds, status)
    return _threads(target, connections, seconds, status)


def _milliseconds(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text)
    if found is None:
        raise ValueError(f"wrk says {text!r} where a time is expected")
    return float(found[1]) * UNITS[found[2]]


def _wrk(target: Target, connections: int, seconds: float, status: int) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "--timeout", "120s"]
    for name, value in target.all_headers().items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{target.port}{target.path}")
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    times = dict(re.findall(r"^\s+(50|99)%\s+(\S+)", said, re.MULTILINE))
    total = re.search(r"(\d+) requests in ([\d.]+\w+),", said)
    if total is None or len(times) < 2:
        raise ValueError(f"wrk said something unexpected:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    wrong = int(refused[1]) if refused and status < 400 else 0
    wrong += sum(map(int, errors.groups())) if errors else 0
    took = _milliseconds(total[2]) / 1000
    return Load(int(total[1]), took, _milliseconds(times["50"]), _milliseconds(times["99"]), wrong)


def _threads(target: Target, connections: int, seconds: float, status: int) -> Load:
    start = time.perf_counter()

    def work(_: int) -> tuple[list[float], int]:
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
        spent, wrong = [], 0
        while (begun := time.perf_counter()) < start + seconds:
            wrong += ask(target, connection).status != status
            spent.append((time.perf_counter() - begun) * 1000)
        connection.close()
        return spent, wrong

    with ThreadPoolExecutor(connections) as pool:
        done = list(pool.map(work, range(connections)))
    times = [one for spent, _ in done for one in spent]
    wrong = sum(count for _, count in done)
    return Load(len(times), time.perf_counter() - start, percentile(times, 0.5), percentile(times, 0.99), wrong)
