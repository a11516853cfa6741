"""Nobody gets a page of another host, language, scheme, port, query or person (property-based)."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.tenancy.kept_pages import handler as module
from portal.tenancy.kept_pages.asked import Asking
from portal.tenancy.kept_pages.handler import KeptPagesHandler
from portal.tenancy.kept_pages.known import Card, Facts, Known
from portal.tenancy.kept_pages.memory import Memory

from .server import call

pytestmark = pytest.mark.only_on("sqlite")

HOSTS = ["horni.localhost", "dolni.localhost"]
SPELT = [
    *HOSTS,
    "horni.localhost:8000",
    "horni.localhost:80",
    "horni.localhost:9999",
    "HORNI.localhost",
    "horni.localhost.",
    "horni.localhost:",
    "horni.localhost:8000:80",
    " horni.localhost",
    "horni.localhost,dolni.localhost",
    "dolni.localhost#horni.localhost",
    "horni.localhost@dolni.localhost",
    "horni.localhost/dolni",
    "[::1]",
    "",
]
PATHS = ["/", "", "//", "/en/", "/en//", "/en", "/sluzby/", "/Sluzby/", "/sluzby/;a=1", "/sluzby/../admin/",
         "/sluzby%2F", "/slu\u00c5\u00beby/", "/sluzby/\x00", "/admin/", "/a?b", "/a\nb"]  # fmt: skip
QUERIES = ["", "q=", "q", "q=a", "q=b", "q=a&q=b", "q=b&q=a", "&q=a", "q=a&", "page=2", "utm_source=x",
           "q=a&utm_source=x", "UTM_source=x", "q=a;page=2", "fbclid", "q=%61", "token=1"]  # fmt: skip
COOKIES = ["", "a=b", "csrftoken=x", "sessionid=x", "a=b; sessionid=x", "sessionid", "xsessionid=1", "messages=m",
           'a="; sessionid=x', "a=b;sessionid=", "theme=dark; _ga=1"]  # fmt: skip
KINDS = ["plain", "private", "no-store", "cookie", "session", "user", "csrf", "vary", "messages"]

requests = st.fixed_dictionaries(
    {
        "REQUEST_METHOD": st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "get"]),
        "HTTP_HOST": st.sampled_from([*HOSTS, *HOSTS, *SPELT]),
        "PATH_INFO": st.sampled_from([*PATHS[:3], *PATHS]),
        "QUERY_STRING": st.sampled_from([*QUERIES[:3], *QUERIES]),
        "HTTP_COOKIE": st.sampled_from([*COOKIES[:2], *COOKIES]),
        "HTTP_X_FORWARDED_PROTO": st.sampled_from(["http", "https", "https,http", " https", "HTTPS", ""]),
        "wsgi.url_scheme": st.sampled_from(["http", "https"]),
        "HTTP_ACCEPT_LANGUAGE": st.sampled_from(["cs", "en"]),
        "HTTP_AUTHORIZATION": st.sampled_from(["", "", "", "Basic YTpi"]),
        "SERVER_PORT": st.sampled_from(["8000", "8000", "80"]),
        "kind": st.sampled_from(["plain", "plain", *KINDS]),
    }
)


def seen_by_django(env: dict[str, Any]) -> str:
    """All that a page may depend on, as Django reads it."""
    return seen(WSGIRequest(dict(env)))


def seen(request: Any) -> str:
    """The same of a request that was read already."""
    session = request.COOKIES.get("sessionid"), request.COOKIES.get("messages")
    host = request.META.get("HTTP_HOST", "")
    return repr((request.scheme, host, request.path, sorted(request.GET.lists()), session))


class Echo(KeptPagesHandler):
    """In place of Django: says back what it sees, the way views and middleware answer."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._middleware_chain = self.echo

    def echo(self, request: Any) -> HttpResponse:
        kind = request.META.get("kind")
        response = HttpResponse(f"{seen(request)}{kind}{request.method}")
        response._may_keep = True  # type: ignore[attr-defined]
        if kind in ("private", "no-store"):
            response["Cache-Control"] = f"max-age=60, {kind}"
        elif kind == "cookie":
            response.set_cookie("a", "b")
        elif kind == "session":
            request.session = type("Session", (), {"accessed": True, "modified": False})()
        elif kind == "user":
            request._cached_user = "somebody"
        elif kind == "csrf":
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
        elif kind == "vary":
            response["Vary"] = "Accept-Encoding, Cookie"
        elif kind == "messages":
            response["Set-Cookie"] = "messages=x"
        if request.COOKIES.get("sessionid") is not None:
            response.content += b" SOMEBODY"
        return response

    def get_response(self, request: Any) -> Any:
        mine = self._mine
        response = self.echo(request)
        if mine.key is not None and mine.before is not None:
            self._keep(request, response, mine.key, *mine.before)
        return response


def made() -> Echo:
    cards = {host: Card(number, host, "", "") for number, host in enumerate(HOSTS, 1)}
    facts = Facts({}, 0, cards, frozenset({1, 2}))
    return Echo(Memory(4_000_000, 500), Known(lambda before: facts, seconds=60, threaded=False))


@pytest.mark.parametrize("behind_proxy", [False, True])
@given(asked=st.lists(requests, min_size=2, max_size=12))
@settings(max_examples=60, deadline=None)
def test_an_answer_from_memory_is_what_django_would_have_said(behind_proxy: bool, asked: list[dict[str, Any]]) -> None:
    header = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    with override_settings(SECURE_PROXY_SSL_HEADER=header):
        echo = made()
        results: list[str] = []
        echo.count = results.append
        for env in asked:
            request = {**env, "SCRIPT_NAME": "", "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
            by_hand = dict(request)
            answer = call(echo, request)
            if results[-1] != "hit":
                continue
            # What came from memory was kept for the very same question, and was nobody's.
            by_hand["QUERY_STRING"] = request["QUERY_STRING"]
            assert env["REQUEST_METHOD"] in ("GET", "HEAD")
            assert not env["HTTP_AUTHORIZATION"]
            cookies = WSGIRequest(dict(by_hand)).COOKIES
            assert not {"sessionid", "messages"} & cookies.keys()
            if env["REQUEST_METHOD"] == "GET":
                assert answer.raw.decode() == f"{seen_by_django(by_hand)}plainGET"
            assert "Set-Cookie" not in dict(answer.headers)


@given(env=requests)
@settings(max_examples=100, deadline=None)
def test_two_requests_of_one_key_are_the_same_to_django(env: dict[str, Any]) -> None:
    asking = Asking()
    other = {**env, "HTTP_ACCEPT_LANGUAGE": "de", "HTTP_USER_AGENT": "x", "HTTP_COOKIE": "unrelated=1"}
    one, two = dict(env), dict(other)
    key = asking.key_of(one)
    if key is None:
        return
    assert asking.key_of(two) == key
    for each in (one, two):
        each |= {"wsgi.input": io.BytesIO(), "SCRIPT_NAME": "", "CONTENT_LENGTH": "0"}
    assert seen_by_django(one) == seen_by_django(two)
    scheme, host, _path, query = key
    request = WSGIRequest(dict(one))
    assert (request.scheme, request.META["HTTP_HOST"], request.META["QUERY_STRING"]) == (scheme, host, query)


BASE = {
    "REQUEST_METHOD": "GET",
    "HTTP_HOST": HOSTS[0],
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "HTTP_COOKIE": "theme=dark",
    "HTTP_X_FORWARDED_PROTO": "http",
    "wsgi.url_scheme": "http",
    "SERVER_PORT": "8000",
    "SCRIPT_NAME": "",
    "CONTENT_LENGTH": "0",
    "kind": "plain",
}


@pytest.mark.parametrize(
    "other",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HOST": HOSTS[1]},
        {"HTTP_HOST": f"{HOSTS[0]}:8000"},
        {"PATH_INFO": "//"},
        {"PATH_INFO": "/en/"},
        {"QUERY_STRING": "q="},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
        {"SCRIPT_NAME": "/elsewhere"},
    ],
)
def test_what_differs_in_one_thing_is_another_page(other: dict[str, str]) -> None:
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")):
        echo = made()
        results: list[str] = []
        echo.count = results.append
        for env in (BASE, BASE, {**BASE, **other}):
            call(echo, {**env, "wsgi.input": io.BytesIO()})
    assert results[:2] == ["miss", "hit"]
    assert results[2] != "hit"


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_everybodys_is_kept(kind: str) -> None:
    echo = made()
    results: list[str] = []
    echo.count = results.append
    for _turn in range(2):
        call(echo, {**BASE, "kind": kind, "wsgi.input": io.BytesIO()})
    assert ("hit" in results) is (kind == "plain")


@pytest.mark.parametrize("host", [host for host in SPELT if host not in HOSTS and host != "horni.localhost:8000"])
def test_a_host_written_strangely_or_with_a_port_of_its_own_leaves_nothing(host: str) -> None:
    echo = made()
    results: list[str] = []
    echo.count = results.append
    for _turn in range(2):
        call(echo, {**BASE, "HTTP_HOST": host, "wsgi.input": io.BytesIO()})
    assert "hit" not in results
    assert len(echo.memory) == 0


@pytest.mark.parametrize("cookie", ["theme=dark; _ga=GA1.2", "csrftoken=abc", "xsessionid=1", ""])
def test_unrelated_cookies_take_nobody_from_the_memory(cookie: str) -> None:
    env = {"REQUEST_METHOD": "GET", "HTTP_HOST": HOSTS[0], "PATH_INFO": "/", "wsgi.url_scheme": "http"}
    assert Asking().key_of({**env, "HTTP_COOKIE": cookie}) == ("http", HOSTS[0], "/", "")


def test_the_installation_says_how_its_session_cookie_is_called() -> None:
    with override_settings(SESSION_COOKIE_NAME="__Host-session"):
        env = {"REQUEST_METHOD": "GET", "HTTP_HOST": HOSTS[0], "PATH_INFO": "/", "wsgi.url_scheme": "http"}
        assert Asking().key_of({**env, "HTTP_COOKIE": "a=1; __Host-session=x"}) is None
        assert Asking().key_of({**env, "HTTP_COOKIE": "sessionid=x"}) is not None


def test_without_a_host_everybody_is_asked_for_it() -> None:
    assert Asking().key_of({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http"}) is None
    assert module.WITHOUT_DATABASE
