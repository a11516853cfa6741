"""A mailbox on this machine that speaks as much IMAP as fetching returned mail needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Box:
    """Mails by number with their flags. `refuse` is a command to be answered with NO."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    password: str = "heslo"
    refuse: str = ""
    largest_asked: int = 0

    def put(self, raw: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()
        return uid

    @property
    def url(self) -> str:
        return f"imap://navraty%40example.org:{self.password}@127.0.0.1:{self.port}/INBOX"

    def answer(self, command: str, rest: str) -> tuple[list[bytes], str]:
        """Untagged lines, and OK, NO or BAD."""
        if command == self.refuse:
            return [], "NO"
        if command == "LOGIN":
            return [], "OK" if rest == f'navraty@example.org "{self.password}"' else "NO"
        does = getattr(self, f"_{command.lower().replace(' ', '_')}", None)
        return (does(rest), "OK") if does else ([], "BAD")

    def _capability(self, rest: str) -> list[bytes]:
        return [b"* CAPABILITY IMAP4rev1"]

    def _select(self, rest: str) -> list[bytes]:
        return [f"* {len(self.mails)} EXISTS".encode()]

    def _uid_search(self, rest: str) -> list[bytes]:
        new = [str(uid) for uid, flags in self.flags.items() if not flags & {"\\Seen", "\\Deleted"}]
        return [f"* SEARCH {' '.join(new)}".encode()]

    def _uid_fetch(self, rest: str) -> list[bytes]:
        uid, most = (int(each) for each in re.findall(r"^(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>", rest)[0])
        self.largest_asked = most
        raw = self.mails[uid][:most]
        return [f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")"]

    def _uid_store(self, rest: str) -> list[bytes]:
        self.flags[int(rest.split()[0])] |= set(re.findall(r"\\\w+", rest))
        return []

    def _expunge(self, rest: str) -> list[bytes]:
        for uid in [uid for uid, flags in self.flags.items() if "\\Deleted" in flags]:
            del self.mails[uid], self.flags[uid]
        return []

    def _logout(self, rest: str) -> list[bytes]:
        return [b"* BYE"]


@contextmanager
def running_box() -> Iterator[Box]:
    box = Box()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _space, asked = line.decode().strip().partition(" ")
                command, _space, rest = asked.partition(" ")
                if command == "UID":
                    second, _space, rest = rest.partition(" ")
                    command = f"UID {second}"
                lines, state = box.answer(command, rest)
                self.wfile.write(b"".join(each + b"\r\n" for each in lines))
                self.wfile.write(f"{tag} {state} done\r\n".encode())
                if command == "LOGOUT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
