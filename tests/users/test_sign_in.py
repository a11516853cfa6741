"""Signing in through the one door, changing and forgetting the password; every other door is shut."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client

from tests.users.accounts import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["horni-manager", "HORNI-manager", "horni-manager@example.org", " horni-manager "])
def test_a_manager_signs_in_by_name_or_address(client: Client, manager_a: Any, login: str) -> None:
    response = sign_in(client, login)
    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/"
    assert is_in(client)


def test_one_signs_in_at_ones_own_associations_address(manager_a: Any) -> None:
    browser = Client(headers={"host": "horni.localhost"})
    sign_in(browser, manager_a.username)
    assert is_in(browser)


def test_the_admin_sends_to_the_sign_in_page_and_back(client: Client, manager_a: Any) -> None:
    response = client.get("/admin/reports/", follow=True)
    assert response.redirect_chain[-1][0] == "/ucet/login/?next=%2Fadmin%2Freports%2F"
    page = response.content.decode()
    assert 'name="next" value="/admin/reports/"' in page
    response = client.post(
        "/ucet/login/", {"login": manager_a.username, "password": PASSWORD, "next": "/admin/reports/"}
    )
    assert response.headers["Location"] == "/admin/reports/"


def test_nobody_is_sent_to_another_site(client: Client, manager_a: Any) -> None:
    response = client.post(
        "/ucet/login/", {"login": manager_a.username, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert response.headers["Location"] == "/admin/"


@pytest.mark.parametrize("login", ["horni-manager", "nobody", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_name_look_alike(client: Client, manager_a: Any, login: str) -> None:
    response = sign_in(client, login, "spatne-heslo")
    assert response.status_code == 200
    assert [str(error) for error in response.context["form"].non_field_errors()] == ["Jméno a heslo k sobě nepatří."]
    assert SESSION_KEY not in client.session


def test_a_closed_account_stays_out(client: Client, manager_a: Any) -> None:
    manager_a.is_active = False
    manager_a.save()
    response = sign_in(client, manager_a.username)
    assert response.headers["Location"] == "/ucet/inactive/"
    assert SESSION_KEY not in client.session
    assert client.get("/ucet/inactive/").status_code == 200


def test_signing_out_asks_first_and_ends_the_session(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.username)
    assert client.get("/ucet/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/ucet/logout/").headers["Location"] == "/ucet/login/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login/",
        "/admin/login/?next=/admin/",
        "/admin/logout/",
        "/admin/login/x/",
        "/admin/password_reset/",
        "/admin/password_reset/done/",
        "/admin/password_reset/confirm/MQ/abc-def/",
        "/admin/password_reset/complete/",
    ],
)
def test_wagtails_own_doors_are_shut(client: Client, manager_a: Any, path: str) -> None:
    for response in (
        client.get(path),
        client.post(path, {"username": manager_a.username, "password": PASSWORD, "email": manager_a.email}),
    ):
        assert response.status_code in {302, 403, 404, 405}
        if response.status_code == 302:
            assert response.headers["Location"].startswith(("/ucet/log", "/admin/login/?next="))
        assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "password/set/", "confirm-email/", "confirm-email/abc/", "login/code/", "login/code/confirm/",
     "2fa/webauthn/", "2fa/webauthn/login/", "3rdparty/", "sessions/"],
)  # fmt: skip
def test_what_allauth_could_do_and_we_do_not_is_not_there(client: Client, manager_a: Any, path: str) -> None:
    signup = {"username": "novy", "email": "novy@example.org", "password1": "Dlouhe-heslo-42"}
    assert client.get(f"/ucet/{path}").status_code == 404
    assert client.post(f"/ucet/{path}", signup).status_code == 404
    client.force_login(manager_a)
    assert client.get(f"/ucet/{path}").status_code == 404


def test_a_password_is_changed_by_who_knows_it(client: Client, manager_a: Any) -> None:
    new = "ctyri nahodna ceska slova"
    sign_in(client, manager_a.username)
    page = client.post("/ucet/password/change/", {"oldpassword": "jine", "password1": new, "password2": new})
    assert page.context["form"].errors["oldpassword"]
    page = client.post(
        "/ucet/password/change/", {"oldpassword": PASSWORD, "password1": "kratke1", "password2": "kratke1"}
    )
    assert "12" in str(page.context["form"].errors["password1"])
    client.post("/ucet/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(client), "who changed it stays signed in"
    manager_a.refresh_from_db()
    assert manager_a.check_password(new)


def test_a_forgotten_password_is_set_by_a_link_that_works_once(
    client: Client, manager_a: Any, settings: Any, delivered_mail: Callable[[], list[Any]]
) -> None:
    settings.MAILERS = {
        "default": {"BACKEND": "portal.jobs.mailer.OutboxMailer"},
        "delivery": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
    client.post("/ucet/password/reset/", {"email": manager_a.email})
    [letter] = delivered_mail()
    assert letter.to == [manager_a.email]
    assert letter.subject == "Nové heslo"
    found = re.search(r"http://localhost(/ucet/password/reset/key/\S+)", letter.body)
    assert found
    link = found[1]

    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    new = "ctyri nahodna ceska slova"
    client.post(action, {"password1": new, "password2": new})
    manager_a.refresh_from_db()
    assert manager_a.check_password(new)
    assert SESSION_KEY not in client.session, "a link from an e-mail signs nobody in"

    again = Client(headers={"host": "localhost"}).get(link, follow=True)
    assert again.context["token_fail"]


def test_an_address_taken_from_an_account_opens_nothing(
    client: Client, manager_a: Any, union_admin: Any, mailoutbox: list[Any]
) -> None:
    old = manager_a.email
    client.post("/ucet/password/reset/", {"email": old})
    link = re.search(r"http://localhost(/ucet/password/reset/key/\S+)", mailoutbox.pop().body)
    assert link
    form = client.get(link[1], follow=True)
    new = "ctyri nahodna ceska slova"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    desk = Client(headers={"host": "localhost"})
    desk.force_login(union_admin)
    changed = desk.post(
        f"/admin/users/edit/{manager_a.pk}/",
        {
            "username": manager_a.username,
            "email": "Jina@Example.org",
            "first_name": "J",
            "last_name": "N",
            "is_active": "on",
        },
    )
    assert changed.status_code == 302, changed.context["form"].errors
    mailoutbox.clear()
    client.post("/ucet/password/reset/", {"email": old})
    assert mailoutbox == []
    assert sign_in(client, old, new).status_code == 200
    assert sign_in(client, "jina@example.org", new).status_code == 302


def test_asking_for_a_link_tells_nobody_who_has_an_account(
    client: Client, manager_a: Any, mailoutbox: list[Any]
) -> None:
    answers = [client.post("/ucet/password/reset/", {"email": email}) for email in (manager_a.email, "x@example.org")]
    assert {answer.headers["Location"] for answer in answers} == {"/ucet/password/reset/done/"}
    assert len(mailoutbox) == 1


def test_an_address_leads_to_one_account(manager_a: Any, django_user_model: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        django_user_model.objects.create_user("jiny", manager_a.email.upper(), PASSWORD)
    django_user_model.objects.create_user("bez-adresy", "", PASSWORD)
    django_user_model.objects.create_user("take-bez", "", PASSWORD)


def test_cookies_are_closed_to_scripts_and_other_sites(client: Client, manager_a: Any) -> None:
    client.get("/ucet/login/")
    sign_in(client, manager_a.username)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"], "it ends with the browser"
    assert not cookie["domain"], "it belongs to the one host it was made for"
    assert client.cookies["csrftoken"]["httponly"]
