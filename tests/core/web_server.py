"""Websites of a test: one server on this machine that answers by path, for any host's name."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from portal.core.web_probe import Guard


@dataclass
class Web:
    """`pages`: status by path, and where a redirect leads; `asked`: method, path, host and who asked."""

    port: int = 0
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    dislikes_head: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def guard(self, *allowed: str, timeout: float = 3) -> Guard:
        """This server may be asked, and nobody else."""
        wanted = allowed or ("127.0.0.1",)
        return Guard(allowed=lambda address: address in wanted, ports=frozenset({self.port}), timeout=timeout)


class Site(ThreadingHTTPServer):
    """The server of one `Web`."""

    daemon_threads = True

    def __init__(self, web: Web) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.web = web


class Handler(BaseHTTPRequestHandler):
    server: Site

    def answer(self) -> None:
        web = self.server.web
        web.asked.append((self.command, self.path))
        web.agents.add(self.headers["User-Agent"])
        if self.path == "/drip":
            self.drip()
            return
        status, location = web.pages.get(self.path, (404, ""))
        if self.command == "HEAD" and web.dislikes_head:
            status, location = 405, ""
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command == "GET":
            self.never_end()

    do_HEAD = do_GET = answer  # names of the standard library

    def drip(self) -> None:
        """A byte now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.web.over.wait(0.05):
            self.wfile.write(b"x")

    def never_end(self) -> None:
        """A page without an end; who reads bodies is caught here."""
        while not self.server.web.over.is_set():
            self.wfile.write(b"x" * 65536)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()


@contextmanager
def running_web() -> Iterator[Web]:
    web = Web()
    with Site(web) as server:
        web.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield web
        finally:
            web.over.set()
            server.shutdown()
