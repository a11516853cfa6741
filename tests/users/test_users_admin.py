"""Accounts are the Union's admin's to keep: roles by name, no superusers by form."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.tenancy.models import Association
from portal.users.actions import REMOVE_SECOND_FACTOR
from tests.users.accounts import enrol

pytestmark = pytest.mark.django_db

NEW = {
    "username": "nova",
    "email": "nova@example.org",
    "first_name": "Jana",
    "last_name": "Nová",
    "password1": "ctyri nahodna slova",
    "password2": "ctyri nahodna slova",
}


def test_roles_are_offered_by_name(client: Client, union_admin: Any, dso_a: Association, dso_b: Association) -> None:
    client.force_login(union_admin)
    form = client.get("/admin/users/new/").context["form"]
    labels = [label for _value, label in form.fields["groups"].choices]
    assert labels[:2] == ["Svaz: správce", "Svaz: posuzovatel"]
    assert f"{dso_a.short_name}: manažer" in labels
    assert f"{dso_a.short_name}: editor" in labels
    assert len(labels) == 2 + 2 * Association.objects.count()


def test_the_union_makes_an_account_with_a_role(
    client: Client, union_admin: Any, dso_a: Association, django_user_model: Any
) -> None:
    client.force_login(union_admin)
    response = client.post("/admin/users/new/", {**NEW, "groups": [dso_a.manager_group_id], "is_superuser": "on"})
    assert response.status_code == 302, response.context["form"].errors
    made = django_user_model.objects.get(username="nova")
    assert list(made.groups.all()) == [dso_a.manager_group]
    assert not made.is_superuser


def test_nobody_becomes_a_superuser_by_the_form(client: Client, union_admin: Any, manager_a: Any) -> None:
    client.force_login(union_admin)
    url = f"/admin/users/edit/{manager_a.pk}/"
    assert "is_superuser" not in client.get(url).context["form"].fields
    client.post(url, {**NEW, "password1": "", "password2": "", "is_superuser": "on", "is_active": "on"})
    manager_a.refresh_from_db()
    assert manager_a.username == "nova"
    assert not manager_a.is_superuser


def test_a_weak_password_or_a_taken_address_is_refused_at_the_field(
    client: Client, union_admin: Any, manager_a: Any
) -> None:
    client.force_login(union_admin)
    weak = client.post("/admin/users/new/", {**NEW, "password1": "kratke", "password2": "kratke"})
    assert weak.context["form"].errors["password2"]
    taken = client.post("/admin/users/new/", {**NEW, "email": manager_a.email.upper()})
    assert "E-mail" in str(taken.context["form"].errors) or "e-mail" in str(taken.context["form"].errors)


@pytest.mark.parametrize("who", ["manager_a", "editor_a", "union_reviewer"])
def test_nobody_else_sees_the_accounts(client: Client, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    for path in ("", "new/", f"edit/{user.pk}/", "results/", f"delete/{user.pk}/", f"history/{user.pk}/"):
        assert client.get(f"/admin/users/{path}").status_code in {302, 403}
    assert "/admin/users/" not in client.get("/admin/").content.decode()


def test_a_lost_phone_is_helped_by_the_union_and_the_deed_is_logged(
    client: Client, union_admin: Any, manager_a: Any
) -> None:
    enrol(manager_a)
    client.force_login(union_admin)
    url = f"/admin/accounts/{manager_a.pk}/second-factor/"
    assert url in client.get("/admin/users/").content.decode()
    assert client.get(url).status_code == 200
    assert Authenticator.objects.filter(user=manager_a).exists(), "a look changes nothing"
    client.post(url)
    client.post(url)
    assert not Authenticator.objects.filter(user=manager_a).exists()
    assert ModelLogEntry.objects.filter(action=REMOVE_SECOND_FACTOR, user=union_admin).count() == 1


@pytest.mark.parametrize("who", ["manager_a", "editor_a", "union_reviewer"])
def test_nobody_else_removes_a_second_step(client: Client, who: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(who)
    enrol(user)
    client.force_login(user)
    client.post(f"/admin/accounts/{user.pk}/second-factor/")
    assert Authenticator.objects.filter(user=user).exists()


def test_ones_own_account_leads_to_password_and_second_step(client: Client, manager_a: Any) -> None:
    client.force_login(manager_a)
    page = client.get("/admin/account/").content.decode()
    assert "/ucet/password/change/" in page
    assert "/ucet/2fa/" in page
