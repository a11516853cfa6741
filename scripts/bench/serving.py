"""Servers that a bench starts for itself on free ports of this machine, and ends."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import demo

from bench.load import Target, ask

START_WITHIN = 120
AT_ONCE = 4
"""Connections that a worker takes at once, as docs/deploy runs it; more wait for whichever worker is free first."""


def portal_command(port: int, *, workers: int, application: str = "portal.wsgi:application") -> list[str]:
    """The web server's command, with its port, number of workers and application.

    It is the demo's, but for `AT_ONCE`: the demo has no proxy before it, and browsers keep their connections.
    """
    command = [part for part in demo.commands()["web"] if not part.startswith(("--port=", "--workers="))]
    command[-1:] = [f"--port={port}", f"--workers={workers}", f"--backpressure={AT_ONCE}", application]
    return command


def wait_until_answering(process: subprocess.Popen[bytes], target: Target, log: Path | None = None) -> None:
    """Until the server answers anything below 500 at `target`; ends the bench if it does not."""
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            if ask(target).status < 500:
                return
        except OSError:
            pass
        if time.monotonic() > deadline or process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log and log.is_file() else ""
            sys.exit(f"The server of {target.hostname}:{target.port}{target.path} did not start.\n{said}")
        time.sleep(0.2)


@contextmanager
def serving(
    command: list[str], environment: Mapping[str, str], ready: Target, *, folder: Path = demo.ROOT
) -> Iterator[int]:
    """A server until the end of the block; yields its process number."""
    process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        wait_until_answering(process, ready)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
