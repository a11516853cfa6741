"""Reports of errors say where it broke; whose data it was stays here."""

import json
import logging
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.transport import Transport
from sentry_sdk.utils import event_from_exception

from portal.settings import sentry

pytestmark = pytest.mark.only_on("sqlite")

DSN = "https://key@sentry.example.org/1"


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__({"dsn": DSN})
        self.sent: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent += [item.payload.json for item in envelope.items if item.payload.json]


def reported(error: Exception | None, hint: dict[str, Any] | None = None, **event: Any) -> dict[str, Any]:
    """What reaches the server about an error in a request full of personal data."""
    transport = Kept()
    client = sentry_sdk.Client(
        **sentry.options(DSN),
        transport=transport,
        default_integrations=False,
        auto_enabling_integrations=False,
    )
    full = {
        "request": {
            "method": "POST",
            "url": "https://horni.example.org/kontakt/stav/Zx9-tajny/",
            "query_string": "q=Jana",
            "data": {"text": "Jana"},
            "cookies": {"sessionid": "tajny"},
            "headers": {"User-Agent": "Jana"},
            "env": {"REMOTE_ADDR": "192.0.2.7"},
        },
        "user": {"ip_address": "192.0.2.7", "email": "jana@example.org"},
        "extra": {"sys.argv": ["jana"]},
        "breadcrumbs": {"values": [{"message": "Jana"}]},
        "modules": {"django": "6"},
        "tags": {"who": "Jana"},
        "level": "error",
        **event,
    }
    if error is not None:
        full["exception"] = {"values": [exception_of(error, client.options)]}
    with sentry_sdk.isolation_scope() as scope:
        scope.set_user({"email": "jana@example.org"})
        client.capture_event(full, hint or {}, scope=scope)
    (sent,) = transport.sent
    return sent


def exception_of(error: Exception, options: dict[str, Any]) -> dict[str, Any]:
    """As the package tells it when it is not told to leave variables out."""
    event, _hint = event_from_exception(error, client_options={**options, "include_local_variables": True})
    value: dict[str, Any] = event["exception"]["values"][0]
    return value


def broken() -> Exception:
    citizen = "Jana"
    try:
        raise ValueError(f"cannot store {citizen}")
    except ValueError as error:
        return error


def test_an_error_is_told_by_kind_and_place_only() -> None:
    with structlog.contextvars.bound_contextvars(
        request_id="the-request", job="test.job", recipient="jana@example.org"
    ):
        sent = reported(broken(), transaction="contact_centre.views.send")
    (error,) = sent["exception"]["values"]
    assert error["type"] == "ValueError"
    assert "value" not in error
    assert [frame["function"] for frame in error["stacktrace"]["frames"]] == ["broken"]
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])
    assert sent["transaction"] == "contact_centre.views.send"
    assert sent["request"] == {"method": "POST", "url": "/kontakt/stav/…/"}
    assert sent["tags"] == {"request_id": "the-request", "job": "test.job"}
    # The source's own lines are code, not data.
    error["stacktrace"] = None
    for secret in ("Jana", "jana", "tajny", "192.0.2"):
        assert secret not in json.dumps(sent, ensure_ascii=False)


@pytest.mark.parametrize(
    ("message", "arguments", "said"),
    [
        ({"event": "periodic_job_failed", "recipient": "jana@example.org"}, (), "periodic_job_failed"),
        ("Task id=%s failed", ("jana",), "Task id=%s failed"),
        ("Jana could not be stored", (), "portal.test"),
    ],
)
def test_a_line_of_the_log_is_told_by_its_name(message: Any, arguments: Any, said: str) -> None:
    record = logging.LogRecord("portal.test", logging.ERROR, "x.py", 1, message, arguments, None)
    sent = reported(None, {"log_record": record}, logentry={"message": "Jana", "params": ["jana"]})
    assert sent["message"] == said
    assert "jana" not in json.dumps(sent).lower()


def test_the_error_of_a_line_of_ours_is_told_too() -> None:
    message = {"event": "periodic_job_failed", "recipient": "jana@example.org", "exc_info": True}
    record = logging.LogRecord("portal.test", logging.ERROR, "x.py", 1, message, (), None)  # type: ignore[arg-type]
    try:
        raise broken()
    except ValueError:
        sent = reported(None, {"log_record": record})
    (error,) = sent["exception"]["values"]
    assert (sent["message"], error["type"]) == ("periodic_job_failed", "ValueError")
    assert "value" not in error
    assert all("vars" not in frame for frame in error["stacktrace"]["frames"])


def test_a_transaction_that_is_an_address_is_not_told() -> None:
    assert "transaction" not in reported(broken(), transaction="/hledat/ Jana Nováková")
