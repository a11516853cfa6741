"""Guessing passwords: five wrong ones from one place shut the door for a quarter of an hour."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone

from portal.users.client import ip_address
from tests.users.accounts import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db
HERE, THERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


def guess(client: Client, login: str, times: int, **extra: Any) -> Any:
    for _ in range(times):
        response = sign_in(client, login, "spatne-heslo", **extra)
    return response


def test_the_sixth_try_is_refused_even_with_the_right_password(client: Client, manager_a: Any) -> None:
    assert guess(client, manager_a.username, 4).status_code == 200
    assert guess(client, manager_a.username, 1).status_code == 429
    response = sign_in(client, manager_a.username)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "900"
    assert "Zkuste to znovu za 15 minut." in response.content.decode()
    assert "<h1>" in response.content.decode()
    assert not is_in(client)


def test_a_right_password_in_time_starts_the_count_again(client: Client, manager_a: Any) -> None:
    guess(client, manager_a.username, 4)
    sign_in(client, manager_a.username)
    client.post("/ucet/logout/")
    assert guess(client, manager_a.username, 4).status_code == 200


def test_it_opens_after_the_wait_though_somebody_kept_trying(client: Client, manager_a: Any) -> None:
    start = timezone.now()
    guess(client, manager_a.username, 5)
    with time_machine.travel(start + timedelta(minutes=14)):
        assert sign_in(client, manager_a.username).status_code == 429
    with time_machine.travel(start + timedelta(minutes=16)):
        sign_in(client, manager_a.username)
        assert is_in(client)


def test_however_the_name_is_written_it_is_one_account(client: Client, manager_a: Any) -> None:
    for login in ("horni-manager", "HORNI-MANAGER", "horni-manager@example.org", "Horni-Manager@Example.org"):
        guess(client, login, 1)
    assert guess(client, "  horni-manager ", 1).status_code == 429
    assert sign_in(client, "horni-manager@example.org").status_code == 429
    assert {attempt.username for attempt in AccessAttempt.objects.all()} == {manager_a.username}


def test_the_owner_elsewhere_and_others_here_are_not_shut_out(client: Client, manager_a: Any, editor_a: Any) -> None:
    guess(client, manager_a.username, 5, **HERE)
    assert sign_in(client, manager_a.username, **HERE).status_code == 429
    assert sign_in(Client(headers={"host": "localhost"}), manager_a.username, **THERE).status_code == 302
    assert sign_in(Client(headers={"host": "localhost"}), editor_a.username, **HERE).status_code == 302


def test_unknown_names_are_counted_but_not_kept(client: Client, union: Any) -> None:
    assert guess(client, "moje tajne heslo", 5).status_code == 429
    [attempt] = AccessAttempt.objects.all()
    kept = f"{attempt.username} {attempt.get_data} {attempt.post_data}"
    assert "tajne" not in kept
    assert "spatne-heslo" not in kept


def test_confirming_the_password_cannot_be_guessed_either(client: Client, manager_a: Any) -> None:
    client.force_login(manager_a)
    for _ in range(5):
        client.post("/ucet/reauthenticate/", {"password": "spatne-heslo"})
    assert client.post("/ucet/reauthenticate/", {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "192.0.2.1"),
        (1, "unknown", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::"),
        (1, "2001:db8:0:1:aaaa::1", "2001:db8:0:1::"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_clients_address_is_what_our_own_proxies_say(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert ip_address(RequestFactory().get("/", **HERE, **headers)) == expected


def test_behind_a_proxy_a_forged_header_opens_no_door(client: Client, manager_a: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        guess(client, manager_a.username, 1, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 198.51.100.7", **HERE)
    refused = sign_in(client, manager_a.username, HTTP_X_FORWARDED_FOR="203.0.113.99, 198.51.100.7", **HERE)
    assert refused.status_code == 429
