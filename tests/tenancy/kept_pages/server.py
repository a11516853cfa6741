"""A web process as the server sees it: requests go in by WSGI, answers come out."""

import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import brotli
from django.db import connection

from portal.tenancy import versions
from portal.tenancy.kept_pages.handler import KeptPagesHandler
from portal.tenancy.kept_pages.known import Known
from portal.tenancy.kept_pages.memory import Memory
from portal.tenancy.kept_pages.reading import read_facts

HOST = "horni.localhost"


@dataclass
class Answer:
    """What came out."""

    status: str
    headers: list[tuple[str, str]]
    raw: bytes

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def text(self) -> str:
        encoding = self["Content-Encoding"]
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "": bytes}[encoding]
        return unpack(self.raw).decode()


def environ(
    path: str = "/", host: str = HOST, method: str = "GET", body: bytes = b"", **headers: str
) -> dict[str, Any]:
    """The environment of one request; headers as keywords (``Accept_Language``)."""
    parts = urlsplit(path)
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def call(application: Any, env: dict[str, Any]) -> Answer:
    """One request to any WSGI application."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    parts = application(env, lambda status, headers, error=None: begun.append((status, headers)))
    raw = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    [(status, headers)] = begun
    return Answer(status, headers, raw)


@dataclass
class Server:
    """One process. `seconds` 0 lets it look at the versions at every request."""

    seconds: float = 0.0
    megabytes: float = 8
    entries: int = 400
    read: Any = read_facts
    results: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = Known(self.read, seconds=self.seconds, threaded=False)
        memory = Memory(int(self.megabytes * 1024 * 1024), self.entries)
        self.handler = KeptPagesHandler(memory, self.known, count=self.results.append)
        self.memory = memory

    def ask(self, path: str = "/", host: str = HOST, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
        """What the process answers."""
        return call(self.handler, environ(path, host, method, body, **headers))

    def is_kept(self, path: str = "/", host: str = HOST, **headers: str) -> bool:
        """Whether it answers without Django."""
        call(self.handler, environ(path, host, **headers))  # type: ignore[arg-type]
        return self.results[-1] == "hit"


def touched(change: Callable[[], Any], capture: Any) -> set[int | None]:
    """The sites whose pages `change` concerns, once it is committed."""
    # What the test has said so far would be settled at its own end, which never comes.
    connection.run_on_commit.clear()
    before = dict(versions._here)
    with capture(execute=True):
        change()
    return {site for site, number in versions._here.items() if before.get(site) != number}
