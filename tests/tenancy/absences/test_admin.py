"""Absences and accounts of people in the admin (U2): who enters whose, and what is refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Absence, Association, StaffMember
from portal.tenancy.roles import Role

from ..factories import make_user
from .days import FIRST, LAST, ONE_DAY, away

pytestmark = [pytest.mark.django_db, pytest.mark.spec("U2"), pytest.mark.only_on("postgresql")]
HOST = {"headers": {"host": "horni.localhost"}}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def enter(actor: Any, user: Any, deputy: Any, starts_on: Any = FIRST, ends_on: Any = LAST) -> Any:
    data = {"user": user.pk, "deputy": deputy.pk, "starts_on": str(starts_on), "ends_on": str(ends_on)}
    return signed_in(actor).post(reverse("absences:add"), data, **HOST)


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def entered() -> set[tuple[int, int, int]]:
    return set(Absence.objects.values_list("user", "deputy", "site"))


def test_everybody_enters_their_own_whoever_the_form_names(
    dso_a: Association, manager_a: Any, editor_a: Any, union_reviewer: Any, union_admin: Any
) -> None:
    assert enter(editor_a, manager_a, manager_a).status_code == 302
    assert enter(union_reviewer, editor_a, union_admin).status_code == 302
    union_site = Absence.objects.get(user=union_reviewer).site
    assert entered() == {
        (editor_a.pk, manager_a.pk, dso_a.site_id),
        (union_reviewer.pk, union_admin.pk, union_site.pk),
    }
    assert union_site.union is not None


def test_the_manager_and_the_unions_admin_enter_those_of_others(
    dso_a: Association, dso_b: Association, manager_a: Any, editor_a: Any, manager_b: Any, union_admin: Any
) -> None:
    assert enter(manager_a, editor_a, union_admin).status_code == 302
    assert "user" in errors(enter(manager_a, manager_b, union_admin))
    assert "deputy" in errors(enter(manager_a, manager_a, manager_b))
    assert enter(union_admin, manager_b, union_admin).status_code == 302
    assert "deputy" in errors(enter(union_admin, manager_a, manager_b))
    assert entered() == {
        (editor_a.pk, union_admin.pk, dso_a.site_id),
        (manager_b.pk, union_admin.pk, dso_b.site_id),
    }


def test_two_absences_at_once_and_days_in_the_wrong_order_are_refused(manager_a: Any, editor_a: Any) -> None:
    enter(manager_a, manager_a, editor_a)
    assert "starts_on" in errors(enter(manager_a, manager_a, editor_a, LAST, LAST + ONE_DAY))
    assert enter(manager_a, manager_a, editor_a, LAST + ONE_DAY, LAST + ONE_DAY).status_code == 302
    assert "ends_on" in errors(enter(manager_a, editor_a, manager_a, LAST, FIRST)) or Absence.objects.count() == 2
    response = enter(manager_a, editor_a, editor_a)
    assert errors(response)
    assert Absence.objects.count() == 2


def test_a_deputy_who_is_away_is_said_but_allowed(manager_a: Any, editor_a: Any) -> None:
    away(editor_a, manager_a)
    form = signed_in(manager_a).get(reverse("absences:add"), **HOST).content.decode()
    assert "horni-editor (nepřítomnost" in form
    response = enter(manager_a, manager_a, editor_a, LAST, LAST)
    assert response.status_code == 302
    assert "Zástupce je v některý z těch dnů" in signed_in_page(response, manager_a)


def signed_in_page(response: Any, user: Any) -> str:
    return "".join(str(message) for message in response.wsgi_request._messages)


def test_only_whose_it_is_and_who_is_in_charge_change_it(
    dso_a: Association, manager_a: Any, editor_a: Any, union_reviewer: Any
) -> None:
    second = make_user(Role.EDITOR, dso_a, "horni-second")
    absence = away(editor_a, manager_a)
    for name in ("absences:edit", "absences:delete"):
        page = reverse(name, args=[absence.pk])
        opened = {user: signed_in(user).get(page, **HOST).status_code for user in (editor_a, manager_a, second)}
        assert (opened[editor_a], opened[manager_a]) == (200, 200), name
        assert opened[second] in (302, 403), name
        assert signed_in(union_reviewer).get(page, headers={"host": "localhost"}).status_code in (302, 403)
    assert "horni-editor" in signed_in(second).get(reverse("absences:index"), **HOST).content.decode()
    signed_in(second).post(reverse("absences:delete", args=[absence.pk]), **HOST)
    assert Absence.objects.filter(pk=absence.pk).exists()
    signed_in(editor_a).post(reverse("absences:delete", args=[absence.pk]), **HOST)
    assert not Absence.objects.exists()


def test_the_manager_chooses_the_account_of_a_person_among_the_centres_own(
    dso_a: Association, manager_a: Any, editor_a: Any, manager_b: Any
) -> None:
    person = StaffMember.objects.create(site=dso_a.site, name="Jana", position="manažerka")
    page = reverse("staffmember:edit", args=[person.pk])

    def save(actor: Any, account: Any) -> None:
        data = {"name": "Jana", "position": "manažerka", "order": "0", "user": account.pk, "phone": "", "email": ""}
        signed_in(actor).post(page, data, **HOST)
        person.refresh_from_db()

    save(manager_a, manager_b)
    assert person.user is None
    save(editor_a, editor_a)
    assert person.user is None
    save(manager_a, editor_a)
    assert person.user == editor_a
    html = signed_in(manager_a).get(page, **HOST).content.decode()
    assert manager_b.username not in html
