"""How long one stays signed in, what the admin asks of everybody, and what browsers keep of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as project_settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from tests.tenancy.test_isolation import admin_routes
from tests.users.accounts import PASSWORD, is_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

ENROL, LOGIN = "/ucet/2fa/totp/activate/", "/ucet/login/"


def after(minutes: float, act: Any) -> Any:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        return act()


def test_who_does_nothing_for_long_is_signed_out_and_told(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    assert after(119, lambda: is_in(client))
    answer = after(119 + 121, lambda: client.get("/admin/reports/"))
    assert answer.headers["Location"] == f"{LOGIN}?next=%2Fadmin%2Freports%2F"
    assert SESSION_KEY not in client.session
    assert "Odhlásili jsme vás" in client.get(answer.headers["Location"]).content.decode()


def test_who_works_all_the_time_is_signed_out_after_the_longest_time(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    hours = int(project_settings.SESSION_LONGEST.total_seconds() // 3600)
    for number in range(1, hours + 1):
        assert after(60 * number - 1, lambda: is_in(client)), number
    assert not after(60 * hours + 1, lambda: is_in(client))


def test_an_open_editor_alone_keeps_nobody_signed_in(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    for minutes in (60, 119):
        after(minutes, lambda: client.post("/admin/editing-sessions/ping/home/standardpage/1/1/"))
    assert not after(121, lambda: is_in(client))


def test_every_address_of_the_admin_asks_for_the_second_step(client: Client, manager_a: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, manager_a.username)
    walked = {route.partition("<")[0].partition("(")[0] for route, _converters in admin_routes()}
    assert len(walked) > 100
    for path in sorted(walked):
        answer = client.get(f"/{path}")
        assert (answer.status_code, answer.headers["Location"]) == (302, ENROL), path


def test_a_role_or_an_account_taken_away_is_gone_at_once(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    assert is_in(client)
    manager_a.groups.clear()
    assert not is_in(client)
    manager_a.is_active = False
    manager_a.save()
    assert client.get("/ucet/password/change/").headers["Location"].startswith(LOGIN)


def test_a_new_password_ends_the_other_sessions(client: Client, manager_a: Any) -> None:
    elsewhere = Client(headers={"host": "localhost"})
    for browser in (client, elsewhere):
        sign_in(browser, manager_a.username)
    new = "docela-nove-heslo-2"
    client.post("/ucet/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(client)
    assert not is_in(elsewhere)


@pytest.mark.parametrize("password", ["kratke-hes1", "123456789012345", "password1234", "horni-manager"])
def test_a_password_that_is_guessed_soon_is_refused(client: Client, manager_a: Any, password: str) -> None:
    sign_in(client, manager_a.username)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/ucet/password/change/", data).context["form"].errors["password1"]


@pytest.mark.parametrize("path", ["/admin/", "/admin/account/", LOGIN, "/ucet/password/change/", "/ucet/2fa/"])
def test_browsers_keep_nothing_of_what_is_personal(client: Client, manager_a: Any, path: str) -> None:
    sign_in(client, manager_a.username)
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_signing_out_lets_the_browser_forget(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    assert "Clear-Site-Data" not in client.get("/ucet/logout/").headers
    assert client.post("/ucet/logout/").headers["Clear-Site-Data"] == '"cache"'
