"""The WSGI application asked within this process: no server, no network, all of the portal's own work."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

from bench.load import Answer, Target
from bench.timing import median_ms

PAUSE = 1.1
"""Seconds after which a process asks again whether its site has changed."""


class Statement(NamedTuple):
    """SQL with its values; `is_planned` if the server has kept its plan (`portal.core.server_plans`)."""

    sql: str
    values: Any
    is_planned: bool


class Queries(NamedTuple):
    """SQL statements of one answer."""

    statements: list[Statement]

    @property
    def number(self) -> int:
        return len(self.statements)

    @property
    def repeated(self) -> int:
        """How many are the same as one before."""
        return self.number - len({f"{one.sql} {one.values}" for one in self.statements})


def environ_of(target: Target) -> dict[str, Any]:
    """What the server would hand over for a GET of `target`."""
    path, _, query = target.path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": target.hostname,
        "SERVER_PORT": str(target.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in target.all_headers().items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def call(application: Callable[..., Any], target: Target) -> Answer:
    """The application's answer."""
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        said[:] = [int(status.split()[0]), {name.lower(): value for name, value in headers}]

    answered = application(environ_of(target), start_response)
    try:
        body = b"".join(answered)
    finally:
        if hasattr(answered, "close"):
            answered.close()
    return Answer(said[0], said[1], body)


def cpu_ms(application: Callable[..., Any], target: Target, times: int) -> float:
    """Milliseconds of processor of one answer, the mean of `times` after a few that don't count."""
    for _ in range(5):
        call(application, target)
    start = time.process_time()
    for _ in range(times):
        call(application, target)
    return (time.process_time() - start) * 1000 / times


def queries(application: Callable[..., Any], target: Target) -> Queries:
    """Statements of one answer of a warm process that has to ask whether its site changed: the most there are."""
    from django.db import connection

    said: list[Statement] = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_planned = type(context["cursor"].cursor).__name__ == "PlanningCursor"
        said.append(Statement(sql, params, is_planned))
        return execute(sql, params, many, context)

    call(application, target)
    call(application, target)
    time.sleep(PAUSE)
    with connection.execute_wrapper(noted):
        call(application, target)
    return Queries(said)


def sql_ms(asked: Queries, times: int = 30) -> float:
    """Milliseconds that the same statements take by themselves, without Django: the median."""
    from django.db import connection

    from portal.core.server_plans import PlanningConnection

    def run() -> None:
        for one in asked.statements:
            with (PlanningConnection(connection) if one.is_planned else connection).cursor() as cursor:
                cursor.execute(one.sql, one.values)
                if cursor.description:
                    cursor.fetchall()

    return median_ms(run, repeats=times)
