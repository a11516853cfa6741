"""Log lines: one JSON object each, with a request id, and nothing about who asked."""

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from portal.core.request_log import RequestLogMiddleware
from portal.settings.logs import logging_config

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[Any]:
    """`lines()` are the log lines since the start of the test, as production writes them."""
    stream = StringIO()
    config = logging_config(readable=False, level="INFO")
    config["handlers"]["out"]["stream"] = stream
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    loggers = {}
    for name in config["loggers"]:
        each = logging.getLogger(name)
        loggers[name] = (each.handlers[:], each.level, each.propagate)
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    for name, (handlers, old_level, propagate) in loggers.items():
        each = logging.getLogger(name)
        each.handlers[:], each.propagate = handlers, propagate
        each.setLevel(old_level)


def of_requests(lines: Any) -> list[dict[str, Any]]:
    return [line for line in lines() if line["event"].startswith("request_")]


def test_a_request_is_one_line_without_its_query_and_who_asked(client: Client, union: Any, lines: Any) -> None:
    response = client.get("/hledat/?q=jana+novakova", headers={"user-agent": "Jana's phone"}, REMOTE_ADDR="192.0.2.7")
    [line] = of_requests(lines)
    assert line["request"] == "GET /hledat/"
    assert (line["code"], line["level"]) == (200, "info")
    assert line["ms"] > 0
    assert line["logger"] == "portal.requests"
    assert line["timestamp"].endswith("Z")
    assert response.headers["X-Request-ID"] == line["request_id"]
    written = json.dumps(lines())
    for secret in ("jana", "novakova", "phone", "192.0.2.7"):
        assert secret not in written


def test_all_lines_of_a_request_share_an_id_and_the_next_has_its_own(rf: RequestFactory, lines: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        structlog.get_logger("portal.test").info("inside")
        return HttpResponse()

    for _ in range(2):
        RequestLogMiddleware(view)(rf.get("/"))
    structlog.get_logger("portal.test").info("outside")
    inside, first, other, second, outside = lines()
    assert inside["event"] == other["event"] == "inside"
    assert inside["request_id"] == first["request_id"] != other["request_id"] == second["request_id"]
    assert "request_id" not in outside


def test_a_fault_is_written_with_its_traceback_under_the_same_id(rf: RequestFactory, lines: Any) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    assert RequestLogMiddleware(convert_exception_to_response(broken))(rf.get("/?q=jana")).status_code == 500
    failed, finished = lines()
    assert (failed["event"], failed["request"], failed["level"]) == ("request_failed", "GET /", "error")
    assert "ZeroDivisionError" in failed["exception"]
    assert (finished["event"], finished["code"], finished["level"]) == ("request_finished", 500, "error")
    assert failed["request_id"] == finished["request_id"]


def test_what_breaks_off_while_it_is_sent_is_written_with_the_requests_id(rf: RequestFactory, lines: Any) -> None:
    def parts() -> Iterator[bytes]:
        yield b"first"
        raise OSError("gone")

    response: Any = RequestLogMiddleware(lambda request: StreamingHttpResponse(parts()))(rf.get("/velke.csv"))
    with pytest.raises(OSError, match="gone"):
        list(response.streaming_content)
    finished, broken = lines()
    assert broken["event"] == "streaming_failed"
    assert broken["request_id"] == finished["request_id"]


def test_an_id_is_believed_only_if_it_looks_like_one(client: Client, lines: Any) -> None:
    given = "0123abcd-4567"
    assert client.get("/healthz", headers={"x-request-id": given}).headers["X-Request-ID"] == given
    for odd in ("jan@obec.example", "a" * 65, "short", "two words and more"):
        assert client.get("/healthz", headers={"x-request-id": odd}).headers["X-Request-ID"] != odd


def test_the_secret_of_a_link_is_not_written(client: Client, union: Any, lines: Any) -> None:
    client.get("/ucet/password/reset/key/1a-tajny-klic/")
    written = json.dumps(lines(), ensure_ascii=False)
    assert "/ucet/password/reset/key/…" in written
    assert "tajny-klic" not in written


def test_an_error_is_one_line_with_its_traceback(lines: Any) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        structlog.get_logger("portal.test").exception("it_broke", part="mail")
        logging.getLogger("django.db").exception("plain %s", "logging")
    own, django = lines()
    assert (own["event"], own["part"], own["level"], own["logger"]) == ("it_broke", "mail", "error", "portal.test")
    assert "ZeroDivisionError" in own["exception"]
    assert django["event"] == "plain logging"
    assert "ZeroDivisionError" in django["exception"]
