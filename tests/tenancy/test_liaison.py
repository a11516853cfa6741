"""The Union's experts for communication: who they are, whom they care for, who may say so (NWS-5, V4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association, LiaisonExpert
from portal.tenancy.roles import Role

from .factories import make_user
from .test_association_admin import details, send, signed_in

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("liaisonexpert:index"), reverse("liaisonexpert:add")


def expert(name: str, **fields: Any) -> LiaisonExpert:
    return LiaisonExpert.objects.create(name=name, email=f"{name.lower()}@svaz.example.org", **fields)


def edit(signed: Any, who: LiaisonExpert | None, **fields: Any) -> Any:
    """The Union's form of an expert sent with `fields`."""
    url = reverse("liaisonexpert:edit", args=[who.pk]) if who else ADD
    own = {"name": who.name, "email": who.email} if who else {}
    data = {"phone": "", "user": "", "is_active": "on", **own, **fields}
    return signed_in(signed).post(url, data, headers={"host": "localhost"})


@pytest.mark.spec("V4")
def test_an_expert_without_an_account_gets_many_associations_at_once(
    union_admin: Any, dso_a: Association, dso_b: Association
) -> None:
    sent = edit(
        union_admin, None, name="Čeněk Dvořák", email="Cenek@Obce.example.org", phone="601 000 000",
        cares_for=[dso_a.pk, dso_b.pk],
    )  # fmt: skip
    assert sent.status_code == 302
    made = LiaisonExpert.objects.get()
    assert (made.user, made.email, made.phone) == (None, "cenek@obce.example.org", "+420601000000")
    assert set(made.associations.all()) == {dso_a, dso_b}

    other = expert("Alena")
    page = signed_in(union_admin).get(reverse("liaisonexpert:edit", args=[other.pk]), headers={"host": "localhost"})
    assert f"{dso_a.short_name} (nyní Čeněk Dvořák)" in page.content.decode()
    # The expert of one becomes the deputy, the deputy takes over: one form each, in any order.
    edit(union_admin, made, cares_for=[dso_b.pk])
    edit(union_admin, other, cares_for=[dso_a.pk], deputises_for=[dso_b.pk])
    dso_a.refresh_from_db()
    dso_b.refresh_from_db()
    assert (dso_a.liaison_expert, dso_a.liaison_deputy) == (other, None)
    assert (dso_b.liaison_expert, dso_b.liaison_deputy) == (made, other)
    edit(union_admin, other, deputises_for=[dso_a.pk], cares_for=[dso_b.pk])
    dso_a.refresh_from_db()
    dso_b.refresh_from_db()
    assert (dso_a.liaison_expert, dso_a.liaison_deputy) == (None, other)
    assert (dso_b.liaison_expert, dso_b.liaison_deputy) == (other, None)


@pytest.mark.spec("V4")
def test_the_deputy_is_somebody_else(union_admin: Any, dso_a: Association) -> None:
    who = expert("Alena")
    refused = edit(union_admin, who, cares_for=[dso_a.pk], deputises_for=[dso_a.pk])
    assert list(refused.context["form"].errors) == ["deputises_for"]

    url = reverse("association:edit", args=[dso_a.pk])
    asked = {"liaison_expert": who.pk, "liaison_deputy": who.pk}
    refused = signed_in(union_admin).post(url, details(dso_a, **asked), headers={"host": "localhost"})
    assert "liaison_deputy" in refused.context["form"].errors
    asked["liaison_deputy"] = expert("Bohumil").pk
    assert signed_in(union_admin).post(url, details(dso_a, **asked), headers={"host": "localhost"}).status_code == 302
    dso_a.refresh_from_db()
    assert dso_a.liaison_expert == who


def test_nobody_shares_an_account_or_an_address_and_accounts_are_the_unions(
    union_admin: Any, union_reviewer: Any, manager_a: Any
) -> None:
    first = expert("Alena", user=union_reviewer)
    for wrong, field in (
        ({"user": union_reviewer.pk}, "user"),
        ({"user": manager_a.pk}, "user"),
        ({"email": "ALENA@svaz.example.org"}, "email"),
        ({"email": union_reviewer.email}, "email"),
    ):
        refused = edit(union_admin, None, **{"name": "Bohumil", "email": "b@svaz.example.org", **wrong})
        assert list(refused.context["form"].errors) == [field], wrong
    assert edit(union_admin, first, user=union_reviewer.pk, phone="602 000 000").status_code == 302


def test_who_left_is_not_chosen_any_more_and_the_union_is_told(union_admin: Any, dso_a: Association) -> None:
    who = expert("Alena")
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=who)
    sent = edit(union_admin, who, is_active="", cares_for=[dso_a.pk])
    told = signed_in(union_admin).get(sent.url, headers={"host": "localhost"})
    assert sent.status_code == 302
    assert told.status_code == 200
    client = signed_in(union_admin)
    form = client.get(reverse("association:edit", args=[dso_a.pk]), headers={"host": "localhost"}).context["form"]
    # Whose it was stays chosen until somebody else is.
    assert list(form.fields["liaison_expert"].queryset) == [who]
    assert not form.fields["liaison_deputy"].queryset.exists()


@pytest.mark.spec("NWS-5")
def test_a_manager_sees_the_own_expert_and_changes_nothing(manager_a: Any, dso_a: Association) -> None:
    who = expert("Alena", phone="+420601000000")
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=who, liaison_deputy=expert("Bohumil"))
    page = signed_in(manager_a).get("/admin/own_association/", headers={"host": dso_a.site.hostname})
    html = page.content.decode()
    assert 'href="mailto:alena@svaz.example.org"' in html
    assert "bohumil@svaz.example.org" in html
    assert "liaison_expert" not in page.context["form"].fields
    assert send(signed_in(manager_a), dso_a, liaison_expert="").status_code == 302
    dso_a.refresh_from_db()
    assert dso_a.liaison_expert == who
    for url in (LIST, ADD, reverse("liaisonexpert:edit", args=[who.pk])):
        assert signed_in(manager_a).get(url, headers={"host": dso_a.site.hostname}).status_code in (302, 403)


def test_reviewers_read_the_list_and_change_nothing(union_reviewer: Any) -> None:
    who = expert("Alena")
    client: Client = signed_in(union_reviewer)
    assert "Alena" in client.get(LIST, headers={"host": "localhost"}).content.decode()
    edit_url = reverse("liaisonexpert:edit", args=[who.pk])
    assert client.get(edit_url, headers={"host": "localhost"}).status_code in (302, 403)


def test_the_lists_of_experts_and_associations_cost_the_same_for_many(
    union_admin: Any, dso_a: Association, dso_b: Association, client: Client, assert_same_queries: Callable[..., int]
) -> None:
    client.force_login(union_admin)
    who = expert("Alena", user=make_user(Role.UNION_REVIEWER))
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=who)

    def grow() -> None:
        more = [expert(f"Expert{number}") for number in range(10)]
        Association.objects.filter(pk=dso_b.pk).update(liaison_expert=more[0], liaison_deputy=more[1])

    def look() -> None:
        for url in (LIST, reverse("association:index"), reverse("liaisonexpert:edit", args=[who.pk])):
            client.get(url, headers={"host": "localhost"})

    assert_same_queries(look, grow)
