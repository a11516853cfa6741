"""The WSGI application: what is kept is answered at once, all else by Django; and what it answers may be kept.

With the database away what is kept goes on being served, marked; everything else is refused with a plain page at once.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse

from .. import versions
from ..versions import Version
from . import away
from .asked import Asking, Environ, Key
from .decision import expires_at, reason_against
from .entry import Entry, Start, unpacked
from .known import Known, State
from .memory import Memory

WITHOUT_DATABASE = ("/static/", "/healthz", "/readyz", "/metrics")
"""Addresses that are answered, or say what is wrong, while the database is away."""
OURS = frozenset({"content-length", "content-encoding", "vary", "etag", "x-request-id", "set-cookie"})
"""Headers that are the entry's own business, or one request's."""


class _Mine(threading.local):
    """What this thread's request is about: its key, what was known of its site before, what was kept of its answer."""

    key: Key | None = None
    before: tuple[State, int, Version] | None = None
    entry: Entry | None = None
    has_failed = False


class KeptPagesHandler(WSGIHandler):
    """Django's handler behind the memory of one process."""

    def __init__(self, memory: Memory, known: Known, count: Callable[[str], None] = lambda result: None) -> None:
        super().__init__()
        self.memory, self.known, self.count = memory, known, count
        self.asking = Asking()
        self._mine = _Mine()
        got_request_exception.connect(self._note_failure)

    def __call__(self, environ: Environ, start_response: Start) -> Any:
        key = self.asking.key_of(environ)
        state = self.known.fresh()
        if key is not None:
            entry = self.memory.get(key)
            if entry is not None:
                if state.is_sure:
                    if entry.expires > time.time() and self._holds(entry, state):
                        self.count("hit")
                        return entry.answer(environ, start_response)
                elif away.may_be_shown(entry, state):
                    self.count("stale")
                    return away.marked(entry, key, state).answer(environ, start_response)
        self.count("bypass" if key is None else "miss")
        if state.is_away and not environ["PATH_INFO"].startswith(WITHOUT_DATABASE):
            return self._send(environ, away.refusal(WSGIRequest(environ), state), start_response)
        return self._ask_django(environ, start_response, key, state)

    @staticmethod
    def _holds(entry: Entry, state: State) -> bool:
        """Whether the entry has the present version; looked up once for each reading and each change made here."""
        seen = (state, versions.anywhere_here())
        if entry.seen == seen:
            return True
        if entry.version != state.version_of(entry.site):
            return False
        entry.seen = seen
        return True

    def _ask_django(self, environ: Environ, start_response: Start, key: Key | None, state: State) -> Any:
        mine = self._mine
        mine.key, mine.entry, mine.has_failed = key, None, False
        mine.before = self._before(key, state)

        def begin(*answer: Any) -> Any:
            return start_response(*answer) if mine.entry is None else None

        response: Any = super().__call__(environ, begin)
        entry: Entry | None = mine.entry
        mine.key = mine.before = mine.entry = None
        if entry is None:
            return response
        # Whoever filled the memory gets the same as whoever is answered from it.
        response.close()
        return entry.answer(environ, start_response, is_first=True)

    def get_response(self, request: Any) -> Any:
        """Django's answer, kept if it may be; a plain refusal where the database failed it."""
        mine = self._mine
        key, before = mine.key, mine.before
        response = super().get_response(request)
        if mine.has_failed and response.status_code == 500:
            self.known.doubt()
            state = self.known.fresh()
            refusal = away.refusal(request, state)
            refusal._resource_closers.extend(response._resource_closers)  # type: ignore[attr-defined]
            return refusal
        if key is not None and before is not None:
            self._keep(request, response, key, *before)
        return response

    @staticmethod
    def _before(key: Key | None, state: State) -> tuple[State, int, Version] | None:
        """What is known of the site before its page is made: what changes meanwhile makes the page outdated."""
        card = state.facts.cards.get(key[1].partition(":")[0]) if key is not None else None
        return (state, card.site, state.version_of(card.site)) if card is not None else None

    def _keep(self, request: Any, response: Any, key: Key, state: State, site: int, version: Version) -> None:
        if not state.is_sure or reason_against(request, response, key):
            self._forget(request, response, key)
            return
        frame = getattr(request, "_portal_frame", None)
        if frame is not None and frame.site.pk != site:
            # The host has become another site's since the names were read.
            return
        encoding = response.headers.get("Content-Encoding", "")
        body = unpacked(response.content, encoding)
        if body is None or not self._is_usual_port(request, key):
            return
        now = time.time()
        entry = Entry(
            status=f"{response.status_code} {response.reason_phrase}",
            headers=[(name, value) for name, value in response.items() if name.lower() not in OURS],
            body=body,
            packed=response.content if encoding else None,
            site=site,
            version=version,
            kept_at=now,
            expires=expires_at(response, now),
        )
        self.memory.put(key, entry)
        self._mine.entry = entry

    def _forget(self, request: Any, response: Any, key: Key) -> None:
        """What stood here before stands here no more; a fault of ours says nothing about that."""
        if request.method == "GET" and response.status_code < 500:
            self.memory.drop(key)

    @staticmethod
    def _is_usual_port(request: Any, key: Key) -> bool:
        """Whether the host came without a port, or with the one the server listens at: a port is easily made up."""
        _host, colon, port = key[1].partition(":")
        return not colon or port == str(request.META.get("SERVER_PORT", ""))

    def _note_failure(self, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        self._mine.has_failed = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError

    @staticmethod
    def _send(environ: Environ, response: HttpResponse, start_response: Start) -> Iterable[bytes]:
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content] if environ["REQUEST_METHOD"] != "HEAD" else []
