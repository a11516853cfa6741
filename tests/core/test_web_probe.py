"""Whether a web address leads anywhere, asked of a real server; and that nothing of ours can be reached this way."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from portal.core import web_probe
from portal.core.web_probe import Answer, Guard, Reach, is_public, probe
from tests.core.web_server import Web, running_web
from tests.jobs.sink import free_port

pytestmark = pytest.mark.only_on("sqlite")

AGENT = "test"


@pytest.fixture
def web() -> Iterator[Web]:
    with running_web() as server:
        yield server


def ask(web: Web, path: str, **options: Any) -> Answer:
    return probe(web.url(path), user_agent=AGENT, guard=web.guard(**options))


class TestAnswers:
    def test_a_page_that_is_there(self, web: Web) -> None:
        web.pages["/"] = (200, "")
        assert ask(web, "/") == Answer(Reach.FINE, answered=True)
        assert web.asked == [("HEAD", "/")]
        assert web.agents == {AGENT}

    def test_a_server_that_dislikes_head_is_asked_again_and_its_endless_page_is_not_read(self, web: Web) -> None:
        web.pages["/"] = (200, "")
        web.dislikes_head = True
        assert ask(web, "/").reach is Reach.FINE
        assert web.asked == [("HEAD", "/"), ("GET", "/")]

    @pytest.mark.parametrize("status", [404, 410])
    def test_a_page_that_is_no_more(self, web: Web, status: int) -> None:
        web.pages["/x"] = (status, "")
        assert ask(web, "/x") == Answer(Reach.GONE, str(status), answered=True)

    @pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
    def test_a_server_that_is_unwilling_or_broken_is_not_gone(self, web: Web, status: int) -> None:
        web.pages["/x"] = (status, "")
        assert ask(web, "/x") == Answer(Reach.UNSURE, str(status), answered=True)

    def test_letters_with_marks_in_the_path(self, web: Web) -> None:
        web.pages["/%C5%BE%C3%A1ci?a=%C4%8D"] = (200, "")
        assert ask(web, "/žáci?a=č").reach is Reach.FINE

    def test_nobody_listens(self) -> None:
        port = free_port()
        guard = Guard(allowed=lambda address: True, ports=frozenset({port}), timeout=2)
        assert probe(f"http://127.0.0.1:{port}/", user_agent=AGENT, guard=guard) == Answer(Reach.GONE, "refused")

    @pytest.mark.parametrize(("code", "reach"), [(socket.EAI_NONAME, Reach.GONE), (socket.EAI_AGAIN, Reach.UNSURE)])
    def test_a_name_that_is_none_and_one_that_nobody_could_look_up(
        self, monkeypatch: pytest.MonkeyPatch, code: int, reach: Reach
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise socket.gaierror(code, "no")

        monkeypatch.setattr(web_probe.socket, "getaddrinfo", fail)
        assert probe("https://neni.example.org/", user_agent=AGENT) == Answer(reach, "dns")

    def test_a_server_that_drips_is_left_when_its_time_is_over(self, web: Web) -> None:
        assert ask(web, "/drip", timeout=0.3) == Answer(Reach.UNSURE, "timeout")

    def test_no_tls_where_tls_is_asked_for(self, web: Web) -> None:
        answer = probe(web.url("/").replace("http:", "https:"), user_agent=AGENT, guard=web.guard(timeout=1))
        assert answer.reach is Reach.UNSURE


class TestRedirects:
    def test_five_are_followed(self, web: Web) -> None:
        web.pages |= {f"/{n}": (301, f"/{n + 1}") for n in range(5)} | {"/5": (200, "")}
        assert ask(web, "/0").reach is Reach.FINE

    def test_a_sixth_is_not(self, web: Web) -> None:
        web.pages |= {f"/{n}": (302, f"/{n + 1}") for n in range(6)} | {"/6": (200, "")}
        assert ask(web, "/0") == Answer(Reach.UNSURE, "redirects", answered=True)
        assert ("HEAD", "/6") not in web.asked

    def test_what_they_lead_to_counts(self, web: Web) -> None:
        web.pages["/old"] = (301, "/gone")
        assert ask(web, "/old").reach is Reach.GONE

    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.2:{port}/secret",
            "http://127.0.0.1:1/secret",
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "http://user:password@127.0.0.1:{port}/secret",
        ],
    )
    def test_none_leads_where_we_may_not_ask(self, web: Web, target: str) -> None:
        web.pages["/"] = (302, target.format(port=web.port))
        assert ask(web, "/") == Answer(Reach.UNSURE, "not_public")
        assert {path for _method, path in web.asked} == {"/"}


class TestOurOwnNetwork:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        ],
    )  # fmt: skip
    def test_is_not_public(self, address: str) -> None:
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["77.75.77.222", "2a02:598:a::79:222", "::ffff:77.75.77.222"])
    def test_the_internet_is(self, address: str) -> None:
        assert is_public(address)

    @pytest.mark.parametrize(
        "url",
        [
            "http://localhost/", "http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
            "http://169.254.169.254/latest/meta-data/", "https://192.168.0.1/admin",
            "http://example.org:22/", "http://example.org:8000/", "gopher://example.org/", "//example.org/", "",
        ],
    )  # fmt: skip
    def test_is_never_connected_to(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise AssertionError("connected")

        monkeypatch.setattr(web_probe.socket, "create_connection", fail)
        answer = probe(url, user_agent=AGENT)
        assert answer.reach is not Reach.FINE
        assert not answer.answered

    def test_a_name_with_one_public_and_one_private_address_is_not_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("77.75.77.222", "10.0.0.1")]
        monkeypatch.setattr(web_probe.socket, "getaddrinfo", lambda *args, **kwargs: found)
        assert probe("http://obe.example.org/", user_agent=AGENT) == Answer(Reach.UNSURE, "not_public")

    def test_the_name_is_looked_up_once_and_that_address_is_asked(
        self, web: Web, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A name that changes its address between the check and the connection gains nothing."""
        answers = [["127.0.0.1"], ["127.0.0.9"]]

        def look_up(host: str, port: int, *args: Any, **options: Any) -> Any:
            if not host.startswith("web"):
                return original(host, port, *args, **options)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers.pop(0)]

        original = socket.getaddrinfo
        monkeypatch.setattr(web_probe.socket, "getaddrinfo", look_up)
        web.pages["/"] = (200, "")
        assert probe(web.url(host="web.example.org"), user_agent=AGENT, guard=web.guard()).reach is Reach.FINE
        assert answers == [["127.0.0.9"]]
