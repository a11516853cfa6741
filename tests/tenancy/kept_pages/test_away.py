"""With the database really away: kept pages are served, marked; everything else is refused at once, and honestly."""

import html
import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection, connections

from portal.core.validators import format_phone
from portal.tenancy import versions
from portal.tenancy.kept_pages.known import Facts, Known
from portal.tenancy.kept_pages.reading import read_facts
from portal.tenancy.models import Association

from .server import Answer, Server

PHONE = "+420491000101"
AT_MOST = 5.0
"""Seconds any request takes, whatever has happened to the database."""


class Relay:
    """Between us and PostgreSQL: may be cut off (nobody listens) or fall silent (takes everything, says nothing)."""

    def __init__(self, host: str, port: int) -> None:
        self.target = host, port
        self.is_silent = False
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _address = listening.accept()
                far = socket.create_connection(self.target)
            except OSError:
                return
            self.open += [near, far]
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        try:
            while True:
                for one in select.select([near, far], [], [])[0]:
                    data = one.recv(65536)
                    if not data:
                        return
                    if not self.is_silent:
                        (far if one is near else near).sendall(data)
        except (OSError, ValueError):
            pass

    def stop(self) -> None:
        for one in (self.listening, *self.open):
            # Closing alone wakes nobody who waits for it in another thread.
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def start(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.listening,), daemon=True).start()


class Outage:
    """Takes the database away from everybody but the test's own connection, and gives it back."""

    def __init__(self, folder: Path) -> None:
        self.settings: dict[str, Any] = connection.settings_dict
        self.before = {name: self.settings[name] for name in ("NAME", "HOST", "PORT")}
        self.broken = folder / "broken.sqlite3"
        self.broken.write_bytes(b"this is no database" * 100)
        self.relay: Relay | None = None
        if connection.vendor == "postgresql":
            self.relay = Relay(self.settings["HOST"] or "127.0.0.1", int(self.settings["PORT"] or 5432))
            connection.close_pool()  # type: ignore[attr-defined]
            self.settings["HOST"], self.settings["PORT"] = "127.0.0.1", self.relay.port

    def stop(self) -> None:
        if self.relay:
            self.relay.stop()
        else:
            self.settings["NAME"] = str(self.broken)

    def start(self) -> None:
        if self.relay:
            self.relay.start()
        else:
            self.settings["NAME"] = self.before["NAME"]

    def end(self) -> None:
        self.settings.update(self.before)
        if self.relay:
            self.relay.stop()
            connection.close_pool()  # type: ignore[attr-defined]


class Process(Server):
    """A process with threads of its own: they see what is committed, and lose the database when it stops."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.known = self.handler.known = Known(self.read, seconds=0.2, patience=1.0)
        self.thread = ThreadPoolExecutor(1)

    def ask(self, *args: Any, **kwargs: Any) -> Answer:
        def run() -> Answer:
            if connection.vendor == "sqlite":
                # A file that was opened is read even when it is broken by now.
                connections["default"].close()
            return super(Process, self).ask(*args, **kwargs)

        begun = time.monotonic()
        answer = self.thread.submit(run).result()
        if answer["Portal-Database"]:
            assert time.monotonic() - begun < AT_MOST, f"{args} took too long"
        return answer

    def after_a_while(self, *args: Any, away: bool = True, **kwargs: Any) -> Answer:
        """Asked again until the process knows how the database is."""
        for _turn in range(50):
            answer = self.ask("/neni-to-tu/")
            if away == (answer.code == 503 or answer["Portal-Database"] == "away"):
                break
            time.sleep(0.1)
        return self.ask(*args, **kwargs)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Here requests have connections of their own, and close them."""
    yield
    versions.answer_from(None)


@pytest.fixture
def outage(dso_a: Association, tmp_path: Path) -> Iterator[Outage]:
    made = Outage(tmp_path)
    yield made
    made.end()


def read_anew(before: Facts) -> Facts:
    """As a process does; a file that was opened is read even when it is broken by now. The association has a phone."""
    if connection.vendor == "sqlite":
        connections["default"].close()
    found = read_facts(before)
    cards = {host: replace(card, phone=PHONE) for host, card in found.cards.items()}
    return replace(found, cards=MappingProxyType(cards))


@pytest.fixture
def process(outage: Outage) -> Iterator[Process]:
    made = Process(read=read_anew)
    versions.answer_from(made.known.number_of)
    yield made
    made.thread.submit(lambda: connections["default"].close()).result()
    made.thread.shutdown()
    cache.clear()


FORM = {"text": "Nesvítí lampa <u kapličky>.", "place": "Lhota 12", "email": "jan@example.org", "kind": "fault",
        "municipality": "548791", "check": "1", "csrfmiddlewaretoken": "abc", "password": "secret"}  # fmt: skip


def test_pages_go_on_forms_say_honestly_that_they_cannot(process: Process, outage: Outage) -> None:
    phone = format_phone(PHONE)
    for path in ("/", "/en/", "/neni/", "/zpravodaj/atom/"):
        assert process.ask(path).code < 500
    whole = process.ask("/")
    assert whole["Portal-Database"] == ""
    outage.stop()

    shown = process.after_a_while("/")
    assert (shown.code, shown["Portal-Database"], shown["Cache-Control"]) == (200, "away", "no-store")
    assert process.results[-1] == "stale"
    assert "Část portálu nefunguje" in shown.text
    assert shown.text.count("<h1") == whole.text.count("<h1") == 1
    assert "Part of the portal is out of order" in process.ask("/en/").text
    assert process.ask("/neni/").code == 404
    assert "nefunguje" not in process.ask("/zpravodaj/atom/").text
    assert process.ask("/zpravodaj/atom/")["Portal-Database"] == "away"
    assert process.ask("/", method="HEAD").raw == b""

    asked_for = process.ask("/kontakt/")
    assert (asked_for.code, asked_for["Retry-After"], asked_for["Cache-Control"]) == (503, "30", "no-store")
    assert phone in asked_for.text
    assert "Svazek obcí Horni" in html.unescape(asked_for.text).replace("\u00a0", " ")
    assert "form-action 'self'" in asked_for["Content-Security-Policy"]

    sent = process.ask("/kontakt/", method="POST", body=urlencode(FORM).encode())
    assert (sent.code, sent["Set-Cookie"]) == (503, "")
    assert "Zprávu jsme nepřijali" in sent.text
    assert "Nesvítí lampa &lt;u kapličky&gt;." in sent.text
    assert '<label for="typed-1">Vaše zpráva</label>' in sent.text
    assert 'name="municipality" value="548791"' in sent.text
    assert phone in sent.text
    assert "secret" not in sent.text
    english = process.ask("/en/contact/", method="POST", body=urlencode(FORM).encode())
    assert "We could not take it in" in english.text
    assert process.ask("/admin/").code == 503
    colours = process.ask("/brand/1f5f6b.css")
    assert (colours.code, colours["Content-Type"]) == (200, "text/css; charset=utf-8")

    ready = process.ask("/readyz")
    assert (ready.code, '"database": {"ok": false' in ready.text) == (503, True)
    assert process.ask("/healthz").code == 200

    outage.start()
    again = process.after_a_while("/", away=False)
    assert (again.code, again["Portal-Database"]) == (200, "")
    assert "nefunguje" not in again.text
    assert process.ask("/kontakt/").code == 200


def test_the_first_request_that_meets_it_is_refused_and_not_broken(process: Process, outage: Outage) -> None:
    process.ask("/")
    process.known.seconds = 60
    process.ask("/")
    outage.stop()
    met = process.ask("/obce/")
    assert (met.code, format_phone(PHONE) in met.text) == (503, True)
    assert process.ask("/")["Portal-Database"] == "away"


def test_what_has_changed_since_is_not_shown_again(process: Process, outage: Outage) -> None:
    process.ask("/obce/")
    process.memory.get(("http", "horni.localhost", "/obce/", "")).version = (-1, 0, 0)
    outage.stop()
    assert process.after_a_while("/obce/").code == 503


@pytest.mark.only_on("postgresql")
def test_a_database_that_says_nothing_holds_nobody_up(process: Process, outage: Outage) -> None:
    process.ask("/")
    assert outage.relay is not None
    time.sleep(0.3)
    outage.relay.is_silent = True
    shown = process.ask("/")
    assert (shown.code, shown["Portal-Database"]) == (200, "away")
    begun = time.monotonic()
    assert process.ask("/")["Portal-Database"] == "away"
    assert time.monotonic() - begun < 0.5, "nobody waits for it again"


def test_nothing_is_known_to_a_process_that_began_without_a_database(process: Process, outage: Outage) -> None:
    outage.stop()
    refused = process.after_a_while("/")
    assert refused.code == 503
    assert "<h1" in refused.text
