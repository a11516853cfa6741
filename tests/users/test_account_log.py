"""Signing in, failing to, passwords, the second step and roles leave lines; no name that fits no account does."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from wagtail.models import ModelLogEntry

from portal.tenancy.audit import actions
from tests.users.accounts import PASSWORD, enrol, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def said(account: Any) -> list[str]:
    lines = ModelLogEntry.objects.filter(action__startswith="portal.", object_id=str(account.pk)).order_by("pk")
    return [line.action for line in lines if not line.action.startswith("portal.l")]


def test_signing_in_and_out(client: Client, manager_a: Any) -> None:
    before = len(said(manager_a))
    sign_in(client, manager_a.username)
    client.post("/ucet/logout/")
    assert said(manager_a)[before:] == [actions.SIGNED_IN, actions.SIGNED_OUT]


def test_a_wrong_password_is_a_line_about_the_account(client: Client, manager_a: Any) -> None:
    sign_in(client, manager_a.email, "spatne-heslo")
    line = ModelLogEntry.objects.filter(action=actions.SIGN_IN_FAILED).get()
    assert (line.object_id, line.user) == (str(manager_a.pk), None)
    assert "spatne" not in f"{line.label}{line.data}"
    assert manager_a.email not in f"{line.label}{line.data}"


def test_what_fits_no_account_leaves_no_line(client: Client, union: Any) -> None:
    sign_in(client, "moje tajne heslo", "spatne-heslo")
    assert not ModelLogEntry.objects.filter(action=actions.SIGN_IN_FAILED).exists()


def test_being_locked_out_is_a_line(client: Client, manager_a: Any) -> None:
    for _ in range(5):
        sign_in(client, manager_a.username, "spatne-heslo")
    assert ModelLogEntry.objects.filter(action=actions.LOCKED_OUT, object_id=str(manager_a.pk)).exists()


def test_a_changed_password_and_the_second_step_are_lines(client: Client, manager_a: Any) -> None:
    before = len(said(manager_a))
    sign_in(client, manager_a.username)
    new = "nove-heslo-pro-testy"
    client.post("/ucet/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    enrol(manager_a)
    Authenticator.objects.filter(user=manager_a).first().delete()
    wanted = [actions.SIGNED_IN, actions.PASSWORD_CHANGED, actions.FACTOR_ADDED, actions.FACTOR_REMOVED]
    assert said(manager_a)[before:] == wanted


def test_roles_given_and_taken_are_lines_with_their_names(manager_a: Any, dso_b: Any) -> None:
    manager_a.groups.add(dso_b.editor_group)
    manager_a.groups.remove(dso_b.editor_group)
    lines = ModelLogEntry.objects.filter(action=actions.ROLES_CHANGED, object_id=str(manager_a.pk)).order_by("-pk")[:2]
    name = dso_b.editor_group.name
    assert [line.data for line in lines] == [{"removed": [name]}, {"added": [name]}]
