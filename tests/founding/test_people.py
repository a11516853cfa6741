"""People of an association: accounts, invitations, first passwords."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.founding.invitations import HOLDS, InvitationError, accept, found_by, invite
from portal.founding.models import Invitation
from portal.founding.people import Person, add_people
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from portal.users.models import User
from tests.users.accounts import sign_in

pytestmark = [pytest.mark.spec("T2"), pytest.mark.only_on("postgresql")]

WORDS = "čtyři náhodná slova stačí"
JANA = Person("Ing. Jana Nová", "Jana@Example.org", "manager")


def links() -> list[str]:
    """Tokens of the invitations in the outbox, in the order they were written."""
    texts = OutboxMessage.objects.order_by("pk").values_list("text", flat=True)
    return [found[1] for text in texts if (found := re.search(r"/ucet/pozvanka/([^/\s]+)/", text))]


def jana(dso: Association, by: Any) -> User:
    (account,) = add_people(association=dso, people=[JANA], by=by)
    return User.objects.get(pk=account.pk)


def test_somebody_new_gets_an_account_a_role_and_a_letter(dso_a: Association, union_admin: Any) -> None:
    account = jana(dso_a, union_admin)

    assert (account.email, account.get_full_name()) == ("jana@example.org", "Ing. Jana Nová")
    assert list(account.groups.all()) == [dso_a.manager_group]
    assert not account.has_usable_password()
    message = OutboxMessage.objects.get()
    assert message.recipient == "jana@example.org"
    assert f"http://localhost/ucet/pozvanka/{links()[0]}/" in message.text
    assert dso_a.name in message.text


def test_of_the_link_only_a_hash_is_kept(dso_a: Association, union_admin: Any) -> None:
    jana(dso_a, union_admin)

    assert links()[0] not in str(Invitation.objects.values().get())


def test_who_has_an_account_is_told_and_keeps_the_password(
    dso_a: Association, manager_b: Any, union_admin: Any
) -> None:
    before = manager_b.password

    add_people(association=dso_a, people=[Person("Kdokoli", manager_b.email.upper(), "editor")], by=union_admin)

    manager_b.refresh_from_db()
    assert manager_b.password == before
    assert manager_b.groups.filter(pk=dso_a.editor_group_id).exists()
    assert not Invitation.objects.exists()
    assert "editor" in OutboxMessage.objects.get(recipient=manager_b.email).text


def test_the_same_role_twice_writes_once(dso_a: Association, union_admin: Any) -> None:
    jana(dso_a, union_admin)
    jana(dso_a, union_admin)

    assert OutboxMessage.objects.count() == 1


def test_a_closed_account_is_not_used_again(dso_a: Association, manager_b: Any, union_admin: Any) -> None:
    User.objects.filter(pk=manager_b.pk).update(is_active=False)

    with pytest.raises(ValidationError):
        add_people(association=dso_a, people=[Person("X", manager_b.email, "editor")], by=union_admin)


def test_a_role_of_the_union_cannot_be_given(dso_a: Association, union_admin: Any) -> None:
    with pytest.raises(ValueError, match="union-admin"):
        add_people(association=dso_a, people=[Person("X", "x@example.org", "union-admin")], by=union_admin)


# --- The link ----------------------------------------------------------------------------------------
def test_opening_the_link_changes_nothing(client: Client, dso_a: Association, union_admin: Any) -> None:
    account = jana(dso_a, union_admin)

    page = client.get(reverse("accept_invitation", args=links()))

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_the_link_sets_a_password_once_and_leads_to_the_sign_in(
    client: Client, dso_a: Association, union_admin: Any, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    jana(dso_a, union_admin)
    address = reverse("accept_invitation", args=links())

    done = client.post(address, {"new_password1": WORDS, "new_password2": WORDS})

    assert done["Location"].startswith("/ucet/login/")
    assert client.get(address).status_code == 404
    again = client.post(address, {"new_password1": "jiná čtyři slova zde", "new_password2": "jiná čtyři slova zde"})
    assert again.status_code == 404
    sign_in(client, JANA.email, WORDS)
    # The second step is asked for, as of everybody.
    assert client.get("/admin/")["Location"] == reverse("mfa_activate_totp")
    written = ModelLogEntry.objects.filter(action__startswith="founding.").values_list("action", flat=True)
    assert sorted(written) == ["founding.invitation_accepted", "founding.invited"]


@pytest.mark.parametrize("words", [("krátké", "krátké"), (WORDS, "něco jiného tady")])
def test_a_bad_password_is_refused_and_the_link_still_holds(
    client: Client, dso_a: Association, union_admin: Any, words: tuple[str, str]
) -> None:
    jana(dso_a, union_admin)
    address = reverse("accept_invitation", args=links())

    assert client.post(address, dict(zip(("new_password1", "new_password2"), words, strict=True))).status_code == 422
    assert found_by(links()[0]) is not None


def test_a_link_runs_out(dso_a: Association, union_admin: Any, monkeypatch: Any) -> None:
    jana(dso_a, union_admin)
    later = timezone.now() + HOLDS + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert found_by(links()[0]) is None
    with pytest.raises(InvitationError):
        accept(token=links()[0], password=WORDS)


def test_sending_again_makes_the_link_before_useless(dso_a: Association, union_admin: Any) -> None:
    account = jana(dso_a, union_admin)
    invite(account=account, by=union_admin, association=dso_a)

    first, second = links()
    assert found_by(first) is None
    assert found_by(second) is not None


def test_who_has_a_password_is_not_invited(manager_a: Any, union_admin: Any) -> None:
    with pytest.raises(InvitationError):
        invite(account=manager_a, by=union_admin)


def test_a_closed_account_does_not_open_by_its_link(dso_a: Association, union_admin: Any) -> None:
    account = jana(dso_a, union_admin)
    User.objects.filter(pk=account.pk).update(is_active=False)

    assert found_by(links()[0]) is None


@pytest.mark.parametrize("token", ["", "x" * 32, "x" * 5000, "%00", "ř" * 40])
def test_a_guessed_link_is_unknown(client: Client, db: None, token: str) -> None:
    assert found_by(token) is None


def test_the_union_sends_an_invitation_again_from_the_list_of_people(
    client: Client, dso_a: Association, dso_b: Association, union_admin: Any
) -> None:
    account = jana(dso_a, union_admin)
    client.force_login(union_admin)

    assert client.get(reverse("founding:invite_again", args=[dso_a.pk, account.pk])).status_code == 405
    assert client.post(reverse("founding:invite_again", args=[dso_b.pk, account.pk])).status_code == 404
    client.post(reverse("founding:invite_again", args=[dso_a.pk, account.pk]))

    assert len(links()) == 2
    assert "jana@example.org" in client.get(reverse("founding:show", args=[dso_a.pk])).text
