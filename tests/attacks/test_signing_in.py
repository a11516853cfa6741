"""Where signing in leads, and what its letters link to, whatever host, port or target a request names."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]

HOST = "horni.localhost"
ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example/",
    "\thttps://evil.example", "javascript:alert(1)", "http:///evil.example", "https://horni.localhost@evil.example",
    "https://horni.localhost.evil.example", "/\t/evil.example", "///evil.example", "//evil%E3%80%82example",
)  # fmt: skip
DOORS = ("/ucet/login/", "/admin/login/", "/_util/login/", "/en/_util/login/", "/ucet/logout/", "/ucet/reauthenticate/")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_leads_elsewhere_after_signing_in(client: Client, manager_a: Any, target: str) -> None:
    asked = {"login": manager_a.username, "password": "heslo-pro-testy", "next": target}
    for door in DOORS:
        at = f"{door}?next={quote(target)}"
        for answer in (client.get(at, headers={"host": HOST}), client.post(at, asked, headers={"host": HOST})):
            location = answer.headers.get("Location", "/")
            assert location.startswith("/"), f"{door} leads to {location}"
            assert not location.startswith(("//", "/\\", "/\t")), f"{door} leads to {location}"
            assert "evil" not in location.partition("?")[0]


def test_there_is_one_door(client: Client, dso_a: Association) -> None:
    for door in ("/admin/login/", "/_util/login/", "/en/_util/login/"):
        assert client.get(door, headers={"host": HOST}).headers["Location"].startswith(("/ucet/login/", "/en/ucet/"))


@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("horni.localhost:1234", {}),
        ("HORNI.localhost.", {}),
        ("horni.localhost", {"x-forwarded-host": "evil.example"}),
        ("horni.localhost", {"forwarded": "host=evil.example", "x-host": "evil.example", "x-forwarded-port": "1234"}),
    ],
)
def test_the_letter_for_a_new_password_links_to_the_site(
    client: Client, manager_a: Any, dso_a: Association, host: str, more: dict[str, str], mailoutbox: list[Any]
) -> None:
    client.post("/ucet/password/reset/", {"email": manager_a.email}, headers={"host": host, **more})
    texts = [letter.text for letter in OutboxMessage.objects.all()] + [letter.body for letter in mailoutbox]
    links = [word for text in texts for word in text.split() if "://" in word]
    assert links
    assert all(link.startswith(f"{dso_a.site.root_url}/") for link in links), links


@pytest.mark.parametrize(
    "host", ["evil.example", "horni.localhost@evil.example", "horni.localhost:80@evil", "[::1]", ""]
)
def test_a_host_that_is_no_site_of_ours_gets_nothing(client: Client, manager_a: Any, host: str) -> None:
    answer = client.post("/ucet/password/reset/", {"email": manager_a.email}, headers={"host": host})
    assert answer.status_code in {400, 404}
    assert not OutboxMessage.objects.exists()
