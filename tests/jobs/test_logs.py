"""Log lines: one JSON object each, with a request id, and nothing about who asked."""

import json
import logging
import logging.config
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.tasks import task
from django.test import Client, RequestFactory

from portal.core.request_log import RequestLogMiddleware
from portal.jobs.outbox import enqueue
from portal.settings.logs import logging_config, without_secrets

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

    handler: Any = convert_exception_to_response(broken)
    assert RequestLogMiddleware(handler)(rf.get("/?q=jana")).status_code == 500
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


# --- Nothing of what people send gets into the log (A5) ----------------------------------------------------
PERSON = {
    "name": "Jana Nováková",
    "email": "jana.tajna@example.org",
    "phone": "+420 777 123 456",
    "text": "Sousedka Tajemná bydlí v Horní 17",
}
KEY = "Zx9-tajny_klic"


def forms() -> list[tuple[str, dict[str, str]]]:
    """Every public address that takes something from people, with what they'd send; `q` in the address too."""
    everything = {
        **PERSON,
        "q": PERSON["name"],
        "address": PERSON["email"],
        "login": PERSON["email"],
        "username": PERSON["email"],
        "password": "heslo-Tajemná-17",
        "description": PERSON["text"],
        "first_name": PERSON["name"],
        "answered_by": PERSON["name"],
        "service_code": "x",
        "send": "1",
    }
    addresses = [
        "/kontakt/", f"/kontakt/nahled/{KEY}/", f"/kontakt/dekujeme/{KEY}/", f"/kontakt/stav/{KEY}/",
        f"/kontakt/predano/{KEY}/", "/zpravodaj/odber/", f"/zpravodaj/odber/potvrdit/{KEY}/",
        f"/zpravodaj/odber/nastaveni/{KEY}/", f"/zpravodaj/odber/nastaveni/{KEY}/smazat/",
        f"/zpravodaj/odber/odhlasit/{KEY}/", f"/zpravodaj/odber/odhlasit/{KEY}/7/", f"/zpravodaj/prispevek/{KEY}/",
        f"/zpravodaj/posouzeni/{KEY}/", f"/setkani/x/pozvanka/{KEY}/", f"/setkani/x/pozvanka/{KEY}/kalendar/",
        "/sluzby/", f"/sluzby/overeni/{KEY}/", f"/sluzby/chyba/{KEY}/", "/sluzby/knihovna/nahlasit-chybu/", "/hledat/",
        "/open311/v2/requests.json", "/ucet/login/", "/ucet/password/reset/", f"/ucet/password/reset/key/1-{KEY}/",
        f"/ucet/confirm-email/{KEY}/", "/api/v1/services", "/anymail/x/tracking/",
    ]  # fmt: skip
    return [(address, everything) for address in addresses]


def sent_to(addresses: list[tuple[str, dict[str, str]]], client: Client) -> None:
    headers = {"host": "horni.localhost", "user-agent": PERSON["name"], "referer": f"https://x/{KEY}/"}
    for address, data in addresses:
        client.get(address, data, headers=headers, REMOTE_ADDR="192.0.2.7")
        client.post(address, data, headers=headers, REMOTE_ADDR="192.0.2.7")


def nothing_personal(written: list[Any]) -> None:
    for secret in ("Nov", "jana", "777 123", "Tajemn", "tajny", "Zx9", "heslo", "192.0.2"):
        assert [line for line in written if secret in json.dumps(line, ensure_ascii=False)] == []


def test_no_form_leaves_personal_data_or_keys_in_the_log(dso_a: Any, lines: Any) -> None:
    sent_to(forms(), Client(raise_request_exception=False))
    assert len([line for line in lines() if line["event"] == "request_finished"]) == 2 * len(forms())
    nothing_personal(lines())


def test_nor_does_a_form_that_is_refused(dso_a: Any, lines: Any) -> None:
    sent_to(forms()[1:4], Client(enforce_csrf_checks=True))
    assert "Forbidden (CSRF" in json.dumps(lines())
    nothing_personal(lines())


def keyed_addresses() -> Iterator[str]:
    """Paths of all addresses, pages' own among them, that have a part only its receiver knows."""
    from django.urls import get_resolver
    from wagtail.contrib.routable_page.models import RoutablePageMixin
    from wagtail.models import get_page_models

    patterns = [pattern for _names, pattern in _patterns(get_resolver())]
    for model in get_page_models():
        if issubclass(model, RoutablePageMixin):
            patterns += [pattern.pattern.regex.pattern for pattern in model.get_subpage_urls()]
    for pattern in patterns:
        names = re.findall(r"\(\?P<(\w+)>", pattern)
        if any(SECRET_NAME.search(name) for name in names) and not pattern.startswith(("^admin", "admin")):
            yield pattern


def _patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[None, str]]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern.regex.pattern).replace("\\Z", "").lstrip("^")
        if hasattr(each, "url_patterns"):
            yield from _patterns(each, path)
        else:
            yield None, path


SECRET_NAME = re.compile(r"token|key|secret|code|uidb")
PUBLIC_CODES = {"language_code", "service_code", "code", "colour"}


def test_every_address_with_a_key_is_known_to_the_log() -> None:
    """A new page behind a link has to be named in KEYED_PAGES, or its key would be written."""
    patterns = list(keyed_addresses())
    assert len(patterns) > 15
    for pattern in patterns:
        path = re.sub(
            r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)",
            lambda found: KEY if SECRET_NAME.search(found[1]) and found[1] not in PUBLIC_CODES else "7",
            pattern,
        )
        path = "/strana/" + re.sub(r"[\^$\\]|\(\?:|\)", "", path).lstrip("/")
        if KEY in path:
            assert KEY not in without_secrets(f"GET {path}"), pattern


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/kontakt/stav/abc/", "/kontakt/stav/…/"),
        ("/neznama/Zm9vYmFyYmF6cXV4cXV1eDEyMw/", "/neznama/…/"),
        ("/neznama/1:aB3-podpis_neceho_delsiho?x", "/neznama/…?x"),
        (
            "/sluzby/knihovna-s-velmi-dlouhym-nazvem-v-horni-lhote/",
            "/sluzby/knihovna-s-velmi-dlouhym-nazvem-v-horni-lhote/",
        ),
        ("/admin/pages/12/edit/", "/admin/pages/12/edit/"),
    ],
)
def test_what_looks_like_a_key_is_hidden_wherever_it_stands(path: str, shown: str) -> None:
    assert without_secrets(f"GET {path}") == f"GET {shown}"


def test_an_error_does_not_quote_addresses_or_rows(lines: Any) -> None:
    said = "duplicate key\nDETAIL:  Key (name, day)=({}, 1) already exists.\nMail to {}@example.org".format(
        "Jana", "jana"
    )
    try:
        raise ValueError(said)
    except ValueError:
        structlog.get_logger("portal.test").exception("it_broke", recipient="petr@example.org")
    (line,) = lines()
    assert "ValueError: duplicate key" in line["exception"]
    for secret in ("Jana", "jana", "petr"):
        assert secret not in json.dumps(line)


# --- From a request to its tasks and mails ------------------------------------------------------------------
@task
def say() -> None:
    structlog.get_logger("portal.test").info("from_the_task")


def test_a_task_and_a_mail_are_found_by_the_id_of_the_request(
    lines: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with (
        structlog.contextvars.bound_contextvars(request_id="the-request"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        say.enqueue()
        message = enqueue(event="test.event", recipient="jana@example.org", subject="S", text="T")
    written = lines()
    enqueued = next(line for line in written if line["event"] == "task_enqueued")
    assert (enqueued["request_id"], enqueued["task"]) == ("the-request", say.module_path)
    said = next(line for line in written if line["event"] == "from_the_task")
    assert said["task_id"] == enqueued["new_task_id"]
    mail = next(line for line in written if line["event"] == "mail_written")
    assert (mail["request_id"], mail["messages"], mail["message_event"]) == ("the-request", [message.pk], "test.event")
    assert "task_id" not in structlog.contextvars.get_contextvars()
    assert "jana" not in json.dumps(written)


def test_the_id_of_a_request_comes_from_the_proxy_and_goes_back(client: Client, union: Any, lines: Any) -> None:
    given = "0123456789abcdef0123456789abcdef"
    assert client.get("/", headers={"x-request-id": given}).headers["X-Request-ID"] == given
    for bad in ("a b c d e f g h", "x" * 65, "short", 'quote"quote"', "<script>alert"):
        answer = client.get("/", headers={"x-request-id": bad})
        assert answer.headers["X-Request-ID"] not in ("", bad)
    ids = [line["request_id"] for line in lines() if line["event"] == "request_finished"]
    assert ids[0] == given
    assert len(set(ids)) == 6
