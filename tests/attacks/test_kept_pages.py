"""Whatever the first visitor's request brought, the next one gets the page everybody gets (decision 56)."""

from typing import Any

import pytest

from portal.tenancy import versions
from portal.tenancy.models import Association
from tests.tenancy.kept_pages.conftest import _one_connection, server  # noqa: F401 - fixtures
from tests.tenancy.kept_pages.server import Server

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

EVIL = "evil.example"
PAGES = ("/", "/sluzby/", "/neni-tu/", "/kontakt")
BROUGHT: tuple[dict[str, str], ...] = (
    {"X_Forwarded_Host": EVIL, "X_Host": EVIL, "X_Forwarded_Server": EVIL, "X_HTTP_Host_Override": EVIL},
    {"Forwarded": f"host={EVIL};proto=https", "X_Forwarded_Port": "1234", "X_Forwarded_Prefix": "//evil.example"},
    {"X_Forwarded_Proto": "https", "X_Forwarded_Scheme": "nothttps", "X_Forwarded_SSL": "on", "Front_End_Https": "on"},
    {"X_Original_URL": "/ucet/login/", "X_Rewrite_URL": "/ucet/login/", "X_Script_Name": "/evil.example"},
    {"X_HTTP_Method_Override": "POST", "X_Requested_With": "XMLHttpRequest", "Purpose": "prefetch"},
    {"Accept_Language": "en", "Cookie": "django_language=en; theme=evil.example", "Accept": "application/json"},
    {"Origin": "https://evil.example", "Referer": "https://evil.example/", "User_Agent": "<script>evil.example"},
    {"Range": "bytes=0-10", "If_Match": '"x"', "If_Modified_Since": "Thu, 01 Jan 2099 00:00:00 GMT", "TE": "trailers"},
    {"Accept_Encoding": "evil.example, gzip;q=0.1", "Connection": "close, Host", "Transfer_Encoding": "chunked"},
    {"X_Request_ID": "evil.example-0123456789", "X_Forwarded_For": "evil.example", "Max_Forwards": "0"},
)
SAID_ONCE = frozenset({"x-request-id", "date", "etag", "vary", "content-encoding", "content-length"})


def clean(pages: tuple[str, ...] = PAGES) -> dict[str, Any]:
    """The pages as a process that was never asked anything else answers."""
    fresh = Server()
    versions.answer_from(fresh.known.number_of)
    return {page: shown(fresh.ask(page)) for page in pages}


def shown(answer: Any) -> tuple[Any, ...]:
    headers = sorted((name.lower(), value) for name, value in answer.headers if name.lower() not in SAID_ONCE)
    return answer.status, headers, answer.text


@pytest.mark.parametrize("brought", BROUGHT, ids=lambda brought: next(iter(brought)))
def test_nothing_the_first_visitor_brings_stays(brought: dict[str, str], server: Server) -> None:  # noqa: F811
    first = {page: server.ask(page, **brought) for page in PAGES}
    after = {page: server.ask(page) for page in PAGES}
    wanted = clean()
    for page in PAGES:
        assert EVIL not in first[page].text + repr(first[page].headers), f"{page} repeats what was brought"
        assert shown(after[page]) == wanted[page], page


def test_a_body_or_a_head_leaves_nothing_odd(server: Server) -> None:  # noqa: F811
    for page in PAGES:
        server.ask(page, method="HEAD")
        server.ask(page, body=b"q=evil.example&page=9")
    after = {page: shown(server.ask(page)) for page in PAGES}
    assert after == clean()


ODD = (
    "/?utm_source=<script>evil.example", "/sluzby/?q=lampa&q=evil.example", "/sluzby/?q=lampa;q=evil.example",
    "/sluzby/?page=1&page=2", "/sluzby/?%71=evil.example", "/sluzby/?q=evil.example%26utm_a=1",
    "/sluzby/?utm_a=1&q=evil.example",
    "/sluzby/?&&&", "/sluzby/?=evil.example", "/sluzby/?q", "/sluzby/?q=%00evil.example", "/sluzby/?_=evil.example",
)  # fmt: skip


@pytest.mark.parametrize("address", ODD)
def test_an_odd_query_changes_no_other_page(address: str, server: Server) -> None:  # noqa: F811
    for page in ("/", "/sluzby/"):
        server.ask(address)
        answer = server.ask(page)
        assert EVIL not in answer.text + repr(answer.headers)


WRITTEN = (
    "//",
    "/./",
    "/%2e/",
    "/sluzby//",
    "//evil.example/",
    "/sluzby/%2e%2e/",
    "/SLUZBY/",
    "/sluzby/\t",
    "/;x",
    "/*",
)


@pytest.mark.parametrize("path", WRITTEN)
def test_an_odd_path_changes_no_other_page(path: str, server: Server) -> None:  # noqa: F811
    server.ask(path)
    for page in ("/", "/sluzby/"):
        after = server.ask(page)
        assert after.code == 200
        assert EVIL not in after.text + repr(after.headers)


def test_a_host_of_another_stays_with_the_other(server: Server, dso_b: Association) -> None:  # noqa: F811
    for host in ("dolni.localhost", "dolni.localhost:8000", "horni.localhost.evil.example", "HORNI.localhost", ""):
        server.ask("/", host=host)
    assert dso_b.name not in server.ask("/").text
