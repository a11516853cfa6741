"""A small installation of its own whose clock a test moves: fixture `moved_clock`."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, free_port


class MovedClock:
    """The installation: `site("horni")` is an address, `clock("2017-02-20T09:00")` sets the day."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        file = var / "portal.sqlite3"
        if migrated := os.environ.get("MIGRATED_SQLITE"):
            shutil.copy(migrated, file)
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("clock_server.py")), str(self.port)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": f"sqlite:///{file}", "VAR_DIR": str(var)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def site(self, slug: str = "") -> str:
        return f"http://{slug}.localhost:{self.port}" if slug else f"http://localhost:{self.port}"

    def world(self) -> dict[str, Any]:
        """Make what the story begins with; what it needs to know of it."""
        made: dict[str, Any] = self._tell(world=True)
        return made

    def clock(self, moment: str) -> None:
        """From now on it is `moment` in Prague."""
        self._tell(clock=moment)

    def night(self, *jobs: str) -> list[dict[str, Any]]:
        """Let these periodic jobs run; the mail that goes out, with whatever waited before."""
        for job in jobs:
            self._tell(job=job)
        mails: list[dict[str, Any]] = self._tell(mail=True)
        return mails

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def _tell(self, **command: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server with the moved clock has stopped; its error stands above"
        return json.loads(line)


@pytest.fixture
def moved_clock(tmp_path: Path) -> Iterator[MovedClock]:
    server = MovedClock(tmp_path)
    yield server
    server.close()
