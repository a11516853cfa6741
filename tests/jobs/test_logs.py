"""Log lines: one JSON object each, with a request id, and nothing about who asked."""

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.test import Client

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


def test_a_request_is_one_traceable_pair_of_lines_without_its_query(client: Client, union: Any, lines: Any) -> None:
    client.get("/hledat/?q=jana+novakova", headers={"user-agent": "Firefox on Jana's phone"}, REMOTE_ADDR="192.0.2.7")
    started, finished = [line for line in lines() if line["event"].startswith("request_")]
    assert finished["request"] == "GET /hledat/"
    assert finished["code"] in {200, 404}
    assert started["request_id"] == finished["request_id"]
    written = json.dumps(lines())
    for secret in ("jana", "novakova", "Firefox", "192.0.2.7"):
        assert secret not in written


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
