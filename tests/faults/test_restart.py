"""The web process is restarted while people read and send: nobody gets an error, nothing that was accepted is lost.

As in production a socket is held by somebody else (systemd; here the test) and scripts/serve.py listens to it. The
clients ask as nginx does: one connection a request, the request sent whole, nothing repeated.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from contact_centre.intake.guards import PURPOSE
from contact_centre.models import CitizenRequest
from portal.core.tickets import new_ticket
from portal.tenancy.models import Association
from tests.contact_centre.factories import member_of

from .conftest import OwnDatabase

# What happens to connections says nothing about a database.
pytestmark = pytest.mark.only_on("sqlite")

ROOT = Path(__file__).resolve().parents[2]
HOST = "horni.localhost"
CLIENTS = 4
PAUSE = 0.1
"""Seconds between two requests of a client: a site takes three hundred messages in ten minutes and no more."""
MORE = 10
"""Messages accepted between two restarts."""
PATIENCE = 60


@dataclass
class Web:
    """scripts/serve.py on a socket that this process holds, as systemd does."""

    held: socket.socket
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # LISTEN_PID has to be the server's own number, which only a process that becomes it can know.
        become = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&0 </dev/null'
        serve = [
            "scripts/serve.py",
            "--interface=wsgi",
            "--workers=1",
            "--blocking-threads=2",
            "--respawn-interval=0.1",
        ]
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", become, "sh", sys.executable, *serve, "portal.wsgi:application"],
            cwd=ROOT,
            env=self.environment,
            stdin=self.held.fileno(),
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def stop(self) -> None:
        """As `systemctl stop` does, and no sooner than it is gone."""
        assert self.process is not None
        self.process.terminate()
        assert self.process.wait(timeout=PATIENCE) == 0, self.log.read_text()

    def wait_until(self, words: str, times: int) -> None:
        """Until the server's log has `words` so many times."""
        deadline = time.monotonic() + PATIENCE
        while self.log.read_text().count(words) < times:
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)


@dataclass
class Clients:
    """Reads a page and sends a message, by turns, until told to end."""

    path: Path
    municipality: str
    ended: threading.Event = field(default_factory=threading.Event)
    read: int = 0
    accepted: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        """The code and the whole answer. Raises OSError when the connection breaks, ValueError when nothing came."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(self.path))
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        return int(answer.split(" ", 2)[1]) if answer else 0, answer

    def work(self, number: int) -> None:
        code, form = self.ask("GET", "/kontakt/")
        cookie = re.search(r"csrftoken=\w+", form)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)', form)
        assert cookie, (code, form[:500])
        assert token
        turn = 0
        while not self.ended.wait(PAUSE):
            turn += 1
            text = f"Nesvítí lampa {number}-{turn} u kapličky."
            letter = {"csrfmiddlewaretoken": token[1], "ticket": new_ticket(PURPOSE), "municipality": self.municipality}
            letter |= {"kind": "fault", "text": text, "email": "jana@example.org", "send": "1"}
            try:
                code, _ = self.ask("GET", "/healthz" if turn % 2 else "/")
                self.note(code == 200, f"page {code}")
                self.read += 1
                code, _ = self.ask(
                    "POST", "/kontakt/", urlencode(letter).encode(), Cookie=cookie[0],
                    Content_Type="application/x-www-form-urlencoded", X_Forwarded_For=f"192.0.2.{number}{turn % 20}",
                )  # fmt: skip
                self.note(code == 302, f"message {code}")
                if code == 302:
                    self.accepted.append(text)
            except (OSError, ValueError, IndexError) as error:
                self.failures.append(repr(error))

    def wait_for(self, more: int) -> None:
        """Until so many more messages have been accepted."""
        enough, deadline = len(self.accepted) + more, time.monotonic() + PATIENCE
        while len(self.accepted) < enough and not self.failures:
            assert time.monotonic() < deadline, self.accepted
            time.sleep(0.05)

    def note(self, is_fine: bool, what: str) -> None:
        if not is_fine:
            self.failures.append(what)


@contextmanager
def served(database: OwnDatabase, folder: Path) -> Iterator[Web]:
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(folder / "web.sock"))
        held.listen(256)
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.served_settings",
            "DATABASE_URL": f"sqlite:///{database.name}",
            "PYTHONPATH": str(ROOT),
        }
        web = Web(held, environment, folder / "web.log")
        web.start()
        assert web.process is not None
        try:
            yield web
        finally:
            # Its workers too: one that is left would go on writing to the database of the next run.
            with suppress(ProcessLookupError):
                os.killpg(web.process.pid, signal.SIGKILL)


def test_nothing_is_lost_while_the_web_process_is_reloaded_and_restarted(
    own_database: OwnDatabase, dso_a: Association, tmp_path: Path
) -> None:
    with served(own_database, tmp_path) as web:
        clients = Clients(tmp_path / "web.sock", member_of(dso_a).code)
        threads = [threading.Thread(target=clients.work, args=(number,), daemon=True) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        clients.wait_for(MORE)
        assert web.process is not None
        web.process.send_signal(signal.SIGHUP)  # as `systemctl reload` does: a new worker first, then the old one ends
        web.wait_until("Stopped old worker-1", 1)
        clients.wait_for(MORE)
        web.stop()  # as `systemctl restart` does
        web.start()
        clients.wait_for(MORE)
        clients.ended.set()
        for thread in threads:
            thread.join(PATIENCE)
        web.stop()

    assert clients.failures == []
    assert len(clients.accepted) >= 3 * MORE
    assert sorted(CitizenRequest.objects.values_list("text", flat=True)) == sorted(clients.accepted)
