"""Fetching returned mail by IMAP: what was dealt with is deleted after commit, the rest stays as read."""

import imaplib
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from ..incoming.parsing import LARGEST
from .intake import SETTLED, take_in

TLS_PORT, PLAIN_PORT = 993, 143
TIMEOUT = 20
MOST_AT_ONCE = 100
HERE = frozenset({"localhost", "127.0.0.1", "::1"})

log = structlog.get_logger(__name__)


class WrongAddress(Exception):
    """The URL of the mailbox can't be used; the text says why, without the password."""


class MailboxError(Exception):
    """The mail server refused a step."""


@dataclass(frozen=True)
class Mailbox:
    """``imaps://user:password@host[:993][/folder]``; ``imap://`` without TLS is for this machine only."""

    secure: bool
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"

    @classmethod
    def from_url(cls, url: str) -> "Mailbox":
        """Raises `WrongAddress`."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise WrongAddress("BOUNCE_IMAP_URL can't be read") from error
        if parts.scheme not in {"imaps", "imap"} or not host or not parts.username or not parts.password:
            raise WrongAddress("BOUNCE_IMAP_URL must be imaps://user:password@host/folder")
        if parts.scheme == "imap" and host not in HERE:
            raise WrongAddress("BOUNCE_IMAP_URL must be imaps:// for another machine: the password would go openly")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not folder.isascii():
            raise WrongAddress("BOUNCE_IMAP_URL must name its folder as IMAP does, in ASCII")
        secure = parts.scheme == "imaps"
        return cls(
            secure=secure,
            host=host,
            port=port or (TLS_PORT if secure else PLAIN_PORT),
            user=unquote(parts.username),
            password=unquote(parts.password),
            folder=folder,
        )

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """A connection with the folder chosen. Raises `MailboxError` and OSError."""
        server: imaplib.IMAP4
        if self.secure:
            # Without a context of ours imaplib would believe any certificate.
            context = ssl.create_default_context()
            server = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=TIMEOUT)
        else:
            server = imaplib.IMAP4(self.host, self.port, timeout=TIMEOUT)
        try:
            server.login(self.user, self.password)
            _ok(server.select(_quoted(self.folder)), "select")
            yield server
        except imaplib.IMAP4.error as error:
            raise MailboxError(type(error).__name__) from error
        finally:
            _leave(server)


def fetch(mailbox: Mailbox, *, stopped: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Take in what is unread, `MOST_AT_ONCE` at most; how many were taken for what.

    A mail is marked only after its transaction: who dies in between takes it in once more, which changes nothing.
    """
    outcome: Counter[str] = Counter()
    with mailbox.opened() as server:
        [found] = _ok(server.uid("SEARCH", "UNSEEN", "UNDELETED"), "search")[:1]
        for uid in (found or b"").split()[:MOST_AT_ONCE]:
            if stopped():
                break
            raw = _read(server, uid.decode("ascii"))
            result = take_in(raw)
            flags = r"(\Seen \Deleted)" if result in SETTLED else r"(\Seen)"
            _ok(server.uid("STORE", uid.decode("ascii"), "+FLAGS.SILENT", flags), "store")
            outcome[str(result)] += 1
        _ok(server.expunge(), "expunge")
    return outcome


def _read(server: imaplib.IMAP4, uid: str) -> bytes:
    """The first `LARGEST` bytes of a mail, without marking it as read."""
    for item in _ok(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)"), "fetch"):
        if isinstance(item, tuple) and isinstance(item[1], bytes):
            return item[1]
    return b""


def _ok(answer: tuple[str, Any], step: str) -> list[Any]:
    state, data = answer
    if state != "OK":
        raise MailboxError(f"{step} was refused")
    return list(data)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _leave(server: imaplib.IMAP4) -> None:
    try:
        server.logout()
    except (imaplib.IMAP4.error, OSError) as error:
        log.info("mailbox_left_in_a_hurry", error=type(error).__name__)
