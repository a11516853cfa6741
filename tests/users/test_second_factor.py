"""The second step of signing in: required of everybody in the admin, and no way around it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from tests.users.accounts import code_of, enrol, is_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]

ENROL = "/ucet/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Time stands still, so that a code does not expire between two lines."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("who", ["manager_a", "editor_a", "union_reviewer", "union_admin"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/account/", "/admin/pages/", "/admin/api/main/pages/"])
def test_without_an_app_the_admin_is_shut_and_one_is_sent_to_set_it_up(
    client: Client, who: str, path: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who).username)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 302
        assert response.headers["Location"] == ENROL


def test_a_superuser_is_no_exception(client: Client, union: Any, django_user_model: Any) -> None:
    django_user_model.objects.create_superuser("root", "root@example.org", "heslo-pro-testy")
    sign_in(client, "root")
    assert client.get("/admin/").headers["Location"] == ENROL


def test_one_sets_up_the_app_and_gets_in(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    page = client.get(client.get("/admin/").headers["Location"])
    assert page.status_code == 200, "no second question for the password just given"
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'fill="white"' in page.context["totp_svg"], "readable on a dark page too"

    wrong = client.post(ENROL, {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    assert not is_in(client)

    done = client.post(ENROL, {"code": code_of(secret)})
    assert done.headers["Location"] == "/ucet/2fa/recovery-codes/"
    codes = client.get("/ucet/2fa/recovery-codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert is_in(client)
    assert client.get("/ucet/2fa/").status_code == 200


def test_with_an_app_the_password_alone_signs_nobody_in(client: Client, manager_a: Any) -> None:
    enrol(manager_a)
    response = sign_in(client, manager_a.username)
    assert response.headers["Location"] == "/ucet/2fa/authenticate/"
    assert SESSION_KEY not in client.session
    assert not is_in(client)
    assert client.get(ENROL).status_code == 302, "nor can it be replaced by another app"
    assert client.get("/ucet/2fa/totp/deactivate/").status_code == 302


def test_password_and_code_let_in(client: Client, manager_a: Any) -> None:
    secret = enrol(manager_a)
    sign_in(client, manager_a.username)
    wrong = client.post("/ucet/2fa/authenticate/", {"code": code_of(secret, steps=9)})
    assert wrong.context["form"].errors["code"]
    client.post("/ucet/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(client)


def test_a_code_works_once(client: Client, manager_a: Any) -> None:
    secret = enrol(manager_a)
    for browser, gets_in in ((client, True), (Client(headers={"host": "localhost"}), False)):
        sign_in(browser, manager_a.username)
        browser.post("/ucet/2fa/authenticate/", {"code": code_of(secret)})
        assert is_in(browser) is gets_in


def test_a_recovery_code_lets_in_once(client: Client, manager_a: Any) -> None:
    enrol(manager_a)
    code = RecoveryCodes.activate(manager_a).get_unused_codes()[0]
    for browser, gets_in in ((client, True), (Client(headers={"host": "localhost"}), False)):
        sign_in(browser, manager_a.username)
        browser.post("/ucet/2fa/authenticate/", {"code": code})
        assert is_in(browser) is gets_in


def test_codes_cannot_be_guessed(client: Client, manager_a: Any) -> None:
    secret = enrol(manager_a)
    sign_in(client, manager_a.username)
    for number in range(5):
        client.post("/ucet/2fa/authenticate/", {"code": f"00000{number}"})
    refused = client.post("/ucet/2fa/authenticate/", {"code": code_of(secret)})
    assert "Příliš mnoho" in str(refused.context["form"].errors["code"])
    assert not is_in(client)


def test_a_session_from_before_the_app_has_to_show_it(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    secret = enrol(manager_a)
    response = client.get("/admin/reports/")
    assert response.headers["Location"] == "/ucet/2fa/reauthenticate/?next=%2Fadmin%2Freports%2F"
    again = client.post("/ucet/2fa/reauthenticate/", {"code": code_of(secret), "next": "/admin/reports/"})
    assert again.headers["Location"] == "/admin/reports/"
    assert is_in(client)


def test_a_password_is_no_second_step(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    enrol(manager_a)
    client.post("/ucet/reauthenticate/", {"password": "heslo-pro-testy", "next": "/admin/"})
    assert not is_in(client)


def test_taking_the_app_away_shuts_the_admin_again(client: Client, manager_a: Any) -> None:
    secret = enrol(manager_a)
    sign_in(client, manager_a.username)
    client.post("/ucet/2fa/authenticate/", {"code": code_of(secret)})
    assert is_in(client)
    client.post("/ucet/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=manager_a).exists()
    assert client.get("/admin/").headers["Location"] == ENROL


def test_changing_the_app_a_while_later_asks_who_it_is(client: Client, manager_a: Any, clock: Any) -> None:
    secret = enrol(manager_a)
    sign_in(client, manager_a.username)
    client.post("/ucet/2fa/authenticate/", {"code": code_of(secret)})
    clock.shift(3600)
    response = client.get("/ucet/2fa/totp/deactivate/")
    assert response.headers["Location"].startswith("/ucet/reauthenticate/")
    assert client.get("/ucet/reauthenticate/?next=/ucet/2fa/").status_code == 200
    assert client.get("/ucet/2fa/recovery-codes/").status_code in {302, 404}


def test_a_demonstration_goes_without(client: Client, manager_a: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, manager_a.username)
    assert is_in(client)


def test_public_pages_ask_for_nothing(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    assert client.get("/ucet/password/change/").status_code == 200
    assert client.get("/").status_code == 200
