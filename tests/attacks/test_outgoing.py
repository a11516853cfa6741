"""What of ours asks other servers, and that nobody makes it ask where they like (SSRF)."""

import socket
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.rich_text import expand_db_html

from portal.core import web_probe
from portal.core.pdf import pdf_of
from portal.core.web_probe import Answer, Guard, Reach, is_public, probe
from portal.tenancy.models import Association
from tests.core.web_server import running_web

from .code import imported, using

pytestmark = pytest.mark.only_on("sqlite")

NETWORK = frozenset(
    [
        "socket",
        "ssl",
        "http.client",
        "urllib.request",
        "urllib3",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "telnetlib",
        "smtplib",
        "imaplib",
        "poplib",
        "boto3",
        "botocore",
        "sentry_sdk",
        "subprocess",
    ]
)
ASKING = {
    "portal/core/web_probe.py": "services' websites, whoever wrote them: the guard below",
    "portal/jobs/transport.py": "names of errors of the mail server of the settings",
    "portal/jobs/bounces/mailbox.py": "the mailbox of the settings",
    "portal/jobs/worker.py": "the machine's own name",
    "portal/jobs/health.py": "the mail server of the settings",
    "portal/settings/sentry.py": "Sentry of the settings",
    "portal/core/object_storage.py": "the storage of the settings",
    "portal/core/keeping/postgres.py": "pg_dump and pg_restore of the settings' database",
    "portal/core/keeping/database.py": "the same",
}


def test_only_these_modules_ask_other_servers() -> None:
    """Whoever adds one says here whom it asks, and that it isn't a visitor or an editor who says so."""
    words = {name.rpartition(".")[2] for name in NETWORK}
    found = {path for path, tree in using(*words) if NETWORK.intersection(imported(tree))}
    assert found - ASKING.keys() == set()


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whom somebody tried to ask: nobody answers."""
    tried: list[Any] = []

    def refuse(*address: Any, **_options: Any) -> Any:
        tried.append(address)
        raise OSError("nobody is asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


# --- Embeds ----------------------------------------------------------------------------------------
EMBEDDED = (
    "https://www.youtube.com/watch?v=x", "https://evil.example/", "http://169.254.169.254/latest/",
    "http://localhost:8000/admin/", "file:///etc/passwd", "https://vimeo.com/1?url=http://127.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("url", EMBEDDED)
@pytest.mark.django_db
def test_nothing_is_embedded_from_anywhere(
    url: str, nobody: list[Any], client: Client, manager_a: Any, dso_a: Association
) -> None:
    with pytest.raises(EmbedException):
        get_embed(url)
    assert "evil" not in expand_db_html(f'<embed embedtype="media" url="{url}"/>')
    client.force_login(manager_a)
    client.raise_request_exception = False
    asked = {"embed-chooser-url": url}
    answer = client.post("/admin/embeds/chooser/upload/", asked, headers={"host": "horni.localhost"})
    assert answer.status_code < 500
    assert nobody == []


# --- Paper -----------------------------------------------------------------------------------------
def test_setting_paper_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TAJNE-7f3")
    with running_web() as web:
        near = web.url("/asked")
        html = (
            f'<html lang="cs"><title>x</title><link rel="stylesheet" href="{near}"><base href="{near}">'
            f'<link rel="attachment" href="{secret.as_uri()}"><a rel="attachment" href="{secret.as_uri()}">x</a>'
            f'<img src="{near}" alt="x"><img src="{secret.as_uri()}" alt="x"><object data="{near}"></object>'
            f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{near}"/><use href="{near}#a"/></svg>'
            f'<p style="background:url({near})">x</p><iframe src="{near}"></iframe><embed src="{near}"></html>'
        )
        made = pdf_of(html, f"@import url({near}); @font-face {{font-family:x; src:url({near})}} p {{font-family:x}}")
        assert web.asked == []
    assert b"EmbeddedFile" not in made
    assert b"TAJNE-7f3" not in made


# --- Websites of services --------------------------------------------------------------------------
WRITTEN = (
    "http://0/", "http://0177.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[::]:80/", "http://①②⑦.⓪.⓪.①/",
    "http://127.0.0.1%2f@example.org/", "http://example.org@127.0.0.1/", "http://127。0。0。1/", "http://localhost./",
    "http://LOCALHOST/", "http://ip6-localhost/", "http://[fe80::1%25lo]/", "http://127.0.0.1\t/", "http:127.0.0.1/",
    "http:///127.0.0.1/", "http://example.org:0/", "http://example.org:65536/", "http://example.org:443:22/",
    "dict://127.0.0.1:11211/", "ftp://127.0.0.1/", "file:///etc/passwd", "file://localhost/etc/passwd", "ldap://x/",
    "jar:http://x!/", "http://[", "http://[::1", "https://", "http://" + "a" * 300 + ".cz/", "http://\ud800.cz/",
)  # fmt: skip


@pytest.mark.parametrize("url", WRITTEN)
def test_however_our_own_network_is_written_it_is_not_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def connect(address: tuple[str, int], *_args: Any, **_options: Any) -> Any:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(web_probe.socket, "create_connection", connect)
    assert probe(url, user_agent="x").reach is not Reach.FINE
    assert all(is_public(host) and port in {80, 443} for host, port in asked), asked


def test_a_redirect_whose_name_has_moved_into_our_network_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is public when it is asked for the first time, and ours when it redirects to itself."""
    with running_web() as web:
        web.pages["/"] = (302, f"http://web.example.org:{web.port}/secret")
        web.pages["/secret"] = (200, "")
        known = [["127.0.0.1"], ["10.0.0.1"]]

        def look_up(host: str, port: int, *_args: Any, **_options: Any) -> Any:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in known.pop(0)]

        def connect(_address: Any, timeout: float) -> socket.socket:
            line = socket.socket()
            line.settimeout(timeout)
            line.connect(("127.0.0.1", web.port))
            return line

        monkeypatch.setattr(web_probe.socket, "getaddrinfo", look_up)
        monkeypatch.setattr(web_probe.socket, "create_connection", connect)
        guard = Guard(allowed=lambda ip: ip == "127.0.0.1", ports=frozenset({web.port}), timeout=2)
        answer = probe(f"http://web.example.org:{web.port}/", user_agent="x", guard=guard)
        assert answer == Answer(Reach.UNSURE, "not_public")
        assert {path for _method, path in web.asked} == {"/"}


@pytest.mark.parametrize(
    "path", ["/\r\nX-Evil: 1", "/ HTTP/1.1\r\nHost: evil\r\n\r\nGET /", "/\x00", "/?a=\r\nb", "/\n\n"]
)
def test_no_header_is_smuggled_into_what_is_asked(path: str) -> None:
    with running_web() as web:
        web.pages |= {"/": (302, path)}
        probe(web.url(path), user_agent="x", guard=web.guard(timeout=1))
        probe(web.url("/"), user_agent="x", guard=web.guard(timeout=1))
        assert not [asked for _method, asked in web.asked if " " in asked or "\r" in asked or "\n" in asked]
