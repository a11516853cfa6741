"""Those who use the portal during the soak: each does one thing at a time over HTTP and tells the ledger."""

from __future__ import annotations

import http.client
import itertools
import random
import re
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from bench.content.words import SECOND, SUBJECTS, Size, hostname_of
from bench.load import percentile
from bench.soak.html_forms import form_with
from bench.soak.ledger import Ledger

FORM = "/kontakt/"
FINE = (302, 303)
WITH_FILE = 0.3
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
"""A PNG of one point."""
SHARES = {"read": 70, "search": 22, "send": 6, "edit": 2}
"""Of a hundred actions."""


class Said(NamedTuple):
    status: int
    location: str
    cookie: str
    body: bytes


class Editor(NamedTuple):
    """A manager who is signed in, the service they care for, and a lock: they do one thing at a time."""

    hostname: str
    session: str
    service: int
    address: str
    lock: threading.Lock


class Person:
    """A thread's own connection and chance."""

    addresses = itertools.count(1)

    def __init__(self, port: int, size: Size, ledger: Ledger, editors: list[Editor], seed: int) -> None:
        self.port, self.size, self.ledger, self.editors = port, size, ledger, editors
        self.chance = random.Random(seed)  # noqa: S311
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def act(self, since: float | None = None) -> None:
        """Do something by chance; its time counts from `since` (perf_counter), when it was due."""
        kind = self.chance.choices(list(SHARES), list(SHARES.values()))[0]
        action: Callable[[], None] = getattr(self, kind)
        start = since if since is not None else time.perf_counter()
        try:
            action()
        except (OSError, http.client.HTTPException, LookupError, ValueError) as error:
            self.ledger.wrong(f"{kind}: {type(error).__name__}: {str(error)[:120]}")
            self.connection.close()
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            return
        self.ledger.note(kind, (time.perf_counter() - start) * 1000)

    def ask(self, method: str, hostname: str, path: str, body: bytes = b"", **headers: str) -> Said:
        """One request from an address that nobody else has."""
        number = next(self.addresses)
        host = f"{hostname}:{self.port}"
        sent = {
            "Host": host,
            "Accept-Language": "cs",
            # As the proxy before the portal does.
            "Connection": "close",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if method == "POST":
            sent["Origin"] = f"http://{host}"
        self.connection.request(method, path, body=body, headers=sent)
        answer = self.connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return Said(answer.status, answer.getheader("Location") or "", cookie, answer.read())

    def site(self) -> str:
        return hostname_of(self.chance.randrange(self.size.associations))

    # --- What they do ------------------------------------------------------------------------------
    def read(self) -> None:
        # The first is what managers write in: made-up ones get the address of their name when they are published.
        service = self.chance.randrange(1, self.size.municipalities * self.size.services)
        pages = ("/", "/sluzby/", f"/sluzby/sluzba-{service}/", "/zpravodaj/", "/setkani/", FORM)
        path = self.chance.choices(pages, (20, 15, 40, 8, 7, 10))[0]
        self.fine(self.ask("GET", self.site(), path), 200, path)

    def search(self) -> None:
        words = " ".join(self.chance.sample((*SUBJECTS, *SECOND), self.chance.randrange(1, 3)))
        path = "/sluzby/?" + urlencode({"q": words})
        self.fine(self.ask("GET", self.site(), path), 200, "search")

    def send(self) -> None:
        """A citizen writes: the page, then the form; one in three adds a file in the preview."""
        hostname = self.site()
        page = self.ask("GET", hostname, FORM)
        self.fine(page, 200, FORM)
        fields = dict(form_with(page.body.decode(), "ticket"))
        codes = re.findall(rb'<option value="(\d{6})"', page.body)
        text = f"Nesvítí lampa u kapličky, prosíme o opravu. {uuid4().hex}"
        fields |= {
            "municipality": self.chance.choice(codes).decode(),
            "kind": "fault",
            "text": text,
            "name": "Jana Nováková",
            "email": f"jana{uuid4().hex[:12]}@example.org",
        }
        with_file = self.chance.random() < WITH_FILE
        fields |= {"check": "1"} if with_file else {"send": "1"}
        said = self.ask(
            "POST",
            hostname,
            FORM,
            urlencode(fields).encode(),
            Cookie=page.cookie,
            Content_Type="application/x-www-form-urlencoded",
        )
        self.fine(said, FINE, "form")
        if with_file:
            path = "/" + said.location.partition("#")[0].split("/", 3)[-1] if "//" in said.location else said.location
            path = path.partition("#")[0]
            boundary = uuid4().hex
            token = {"csrfmiddlewaretoken": fields.get("csrfmiddlewaretoken", ""), "send": "1"}
            said = self.ask(
                "POST",
                hostname,
                path,
                multipart(boundary, token),
                Cookie=page.cookie,
                Content_Type=f"multipart/form-data; boundary={boundary}",
            )
            self.fine(said, FINE, "form with a file")
            self.ledger.promise("file", text)
        self.ledger.promise("request", text)

    def edit(self) -> None:
        """A manager opens a service, writes something and publishes it."""
        editor = self.chance.choice(self.editors)
        with editor.lock:
            page = self.ask("GET", editor.hostname, editor.address, Cookie=editor.session)
            self.fine(page, 200, "edit form")
            fields = form_with(page.body.decode(), "subject")
            text = f"výuka a péče {uuid4().hex}"
            posted = [(name, text if name == "subject" else value) for name, value in fields]
            said = self.ask(
                "POST",
                editor.hostname,
                editor.address,
                urlencode([*posted, ("action-publish", "action-publish")]).encode(),
                Cookie="; ".join(filter(None, (editor.session, page.cookie))),
                Content_Type="application/x-www-form-urlencoded",
            )
            self.fine(said, FINE, "publishing")
            self.ledger.promise(f"service {editor.service}", text)

    @staticmethod
    def fine(said: Said, status: int | tuple[int, ...], what: str) -> None:
        """Raise ValueError if the answer is another one."""
        if said.status not in (status if isinstance(status, tuple) else (status,)):
            raise ValueError(f"{what} was answered {said.status}")


def multipart(boundary: str, fields: dict[str, str]) -> bytes:
    """A form with a picture."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="attachments"; filename="lampa.png"\r\nContent-Type: image/png\r\n\r\n'
    return b"".join([*parts, f"--{boundary}\r\n{head}".encode(), PICTURE, f"\r\n--{boundary}--\r\n".encode()])


# --- Crowds -----------------------------------------------------------------------------------------
def crowd(people: list[Person], seconds: float) -> float:
    """All of them as fast as they can for so long; actions a second."""
    start = time.perf_counter()
    counted = [0] * len(people)

    def work(n: int) -> None:
        while time.perf_counter() < start + seconds:
            people[n].act()
            counted[n] += 1

    _all_at_once(work, len(people))
    return sum(counted) / (time.perf_counter() - start)


def at_pace(people: list[Person], seconds: float, rate: float) -> float:
    """So many actions a second for so long, by whoever is free; how late the latest hundredth began (s)."""
    start, number, late = time.perf_counter(), itertools.count(), []

    def work(n: int) -> None:
        while (due := start + next(number) / rate) < start + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            late.append(time.perf_counter() - due)
            people[n].act(due)

    _all_at_once(work, len(people))
    return percentile(late, 0.99)


def _all_at_once(work: Callable[[int], Any], count: int) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
