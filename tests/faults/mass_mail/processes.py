"""The processes of a fault run: the mail server with its journal, and workers that get killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.jobs.sink import free_port

ROOT = Path(__file__).resolve().parents[3]
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Taken:
    """A message that came whole to the mail server; `taken` says whether it kept it."""

    recipient: str
    message_id: str
    digest: str
    from_port: int
    taken: bool


@dataclass
class Sink:
    """The running mail server. `read` brings `messages` up to date."""

    port: int
    journal: Path
    messages: list[Taken] = field(default_factory=list)
    _read_to: int = 0

    def read(self) -> int:
        """Read what has been written since; how many messages were kept in all."""
        if self.journal.exists():
            with self.journal.open("rb") as file:
                file.seek(self._read_to)
                lines = file.read()
            whole = lines[: lines.rfind(b"\n") + 1]
            self._read_to += len(whole)
            for line in whole.splitlines():
                row = json.loads(line)
                self.messages.append(Taken(row["to"], row["id"], row["digest"], row["from_port"], row["taken"]))
        return sum(message.taken for message in self.messages)

    def kept(self) -> Counter[str]:
        """How many messages each recipient has got."""
        return Counter(message.recipient for message in self.messages if message.taken)


@contextmanager
def running_sink(folder: Path, faults: Mapping[str, str], *, port: int = 0) -> Iterator[Sink]:
    """The mail server at `port`, or at a free one."""
    sink = Sink(port or free_port(), folder / "journal")
    command = [sys.executable, "-m", "tests.faults.mass_mail.sink", str(sink.port), str(sink.journal)]
    with subprocess.Popen([*command, json.dumps(dict(faults))], cwd=ROOT) as process:
        try:
            _wait_for(sink.port)
            yield sink
        finally:
            process.kill()


def _wait_for(port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@dataclass
class Workers:
    """Processes of `manage.py run_worker`, each on the database and mail server that `environment` names."""

    environment: Mapping[str, str]
    log: Path
    _running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "manage.py", "run_worker"],
                    cwd=ROOT,
                    env={**os.environ, **self.environment},
                    stdout=log,
                    stderr=log,
                )
            )

    def kill(self, port: int) -> bool:
        """SIGKILL for the worker that talks to the mail server from `port`; False if none does (any more)."""
        inode = _inode_of(port)
        for process in self._running:
            if inode and inode in _sockets_of(process.pid):
                process.send_signal(signal.SIGKILL)
                process.wait()
                self._running.remove(process)
                return True
        return False

    def kill_all(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()
        self._running.clear()


def _inode_of(port: int) -> str:
    """The kernel's number of the connection of this machine that begins at `port`."""
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        words = line.split()
        if int(words[1].rpartition(":")[2], 16) == port:
            return words[9]
    return ""


def _sockets_of(pid: int) -> set[str]:
    found = set()
    try:
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            target = os.readlink(entry)
            if target.startswith("socket:["):
                found.add(target.removeprefix("socket:[").removesuffix("]"))
    except OSError:
        # It closed one meanwhile, or is gone.
        pass
    return found
