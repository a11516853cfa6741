"""Founding an association in the admin: one form, all or nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from portal.founding import found as verb
from portal.founding import suggesting
from portal.founding.found import AlreadyFounded, Founding, found
from portal.founding.models import RegisteredAssociation
from portal.jobs.models import OutboxMessage
from portal.tenancy import provisioning
from portal.tenancy.models import Association, Municipality
from portal.users.models import User

from ..tenancy.factories import MunicipalityFactory

pytestmark = [pytest.mark.spec("T2", "T3"), pytest.mark.only_on("postgresql")]

ICO = "75017270"


@pytest.fixture
def union_client(client: Client, union_admin: Any) -> Client:
    client.force_login(union_admin)
    return client


@pytest.fixture
def registered(db: None) -> RegisteredAssociation:
    entry = RegisteredAssociation(
        ico=ICO, name="Dobrovolný svazek obcí Policka", seat_town="Police", data_box_id="44dyugd"
    )
    entry.save()
    return entry


@pytest.fixture
def villages(db: None) -> list[Municipality]:
    return [MunicipalityFactory(name="Machov", code="574210"), MunicipalityFactory(name="Bukovice", code="547751")]


def typed(**changes: Any) -> dict[str, Any]:
    """The form as somebody has filled it in."""
    return {
        "ico": ICO,
        "name": "Dobrovolný svazek obcí Policka",
        "short_name": "Policka",
        "legal_status": "dso",
        "slug": "policka",
        "hostname": "policka.example.org",
        "port": "443",
        "members": "Machov\n547751",
        "member_since": "2020-01-31",
        "people-TOTAL_FORMS": "2",
        "people-INITIAL_FORMS": "2",
        "people-0-name": "Jana Nová",
        "people-0-email": "jana@example.org",
        "people-0-role": "manager",
        "people-1-role": "manager",
        "do": "found",
        **changes,
    }


def counts() -> tuple[int, ...]:
    return (Association.objects.count(), User.objects.count(), Page.objects.count(), OutboxMessage.objects.count())


def test_an_ico_gives_the_form_with_what_the_register_knows(
    union_client: Client, union: Any, registered: RegisteredAssociation
) -> None:
    assert f"?ico={ICO}" in union_client.get(reverse("founding:start"), {"q": "policka"}).text

    page = union_client.get(reverse("founding:form"), {"ico": ICO}).context["form"].initial

    assert page["name"] == registered.name
    assert (page["short_name"], page["slug"], page["hostname"]) == ("Policka", "policka", "policka.localhost")
    assert (page["seat_town"], page["data_box_id"]) == ("Police", "44dyugd")


def test_founding_makes_it_all_at_once_and_in_preparation(
    union_client: Client, registered: RegisteredAssociation, villages: list[Municipality], monkeypatch: Any
) -> None:
    # What features put on a new site is proved elsewhere, and takes seconds.
    monkeypatch.setitem(provisioning._steps, "association", [])

    answer = union_client.post(reverse("founding:form"), typed())

    association = Association.objects.select_related("site").get(ico=ICO)
    assert answer["Location"] == reverse("founding:show", args=[association.pk])
    assert association.opened_at is None
    assert (association.site.hostname, association.short_name) == ("policka.example.org", "Policka")
    assert {one.pk for one in association.municipalities.all()} == {one.pk for one in villages}
    assert list(association.manager_group.user_set.values_list("email", flat=True)) == ["jana@example.org"]
    assert OutboxMessage.objects.filter(recipient="jana@example.org").count() == 1
    # Whoever pressed the button twice, or comes later with the same IČO, gets to the one that is there.
    before = counts()
    assert union_client.post(reverse("founding:form"), typed(slug="jiny", hostname="jiny.example.org"))[
        "Location"
    ] == reverse("founding:show", args=[association.pk])
    assert counts() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ico", "75017271"),
        ("name", ""),
        ("slug", "horni"),
        ("hostname", "horni.localhost"),
        ("hostname", "není adresa"),
        ("members", "Machov\nTady nikdo"),
        ("seat_psc", "99"),
        ("member_since", "včera"),
        ("people-0-email", "tohle není adresa"),
        ("people-0-name", ""),
        ("people-0-role", "union-admin"),
    ],
)
def test_a_mistake_changes_nothing_and_keeps_what_was_typed(
    union_client: Client, villages: list[Municipality], field: str, value: str
) -> None:
    before = counts()

    answer = union_client.post(reverse("founding:form"), typed(**{field: value}))

    assert answer.status_code == 422
    assert counts() == before
    page = answer.text
    for kept in ("policka.example.org" if field != "hostname" else value, "Jana Nová" if "name" not in field else ""):
        assert kept in page
    assert "error-message" in page


def test_one_address_of_two_people_is_refused(union_client: Client, villages: list[Municipality]) -> None:
    again = {"people-1-name": "Jan Nový", "people-1-email": "JANA@example.org"}

    answer = union_client.post(reverse("founding:form"), typed(**again))

    assert answer.status_code == 422
    assert "jana@example.org" in str(answer.context["people"].non_form_errors())


def test_what_the_kernel_refuses_stands_at_its_field(
    union_client: Client, villages: list[Municipality], monkeypatch: Any
) -> None:
    def refuse(**_all: Any) -> None:
        raise ValidationError({"data_box_id": "takhle ne", "sort_key": "ani takhle"})

    monkeypatch.setattr(verb, "provision_association", refuse)

    form = union_client.post(reverse("founding:form"), typed()).context["form"]

    assert form.errors["data_box_id"] == ["takhle ne"]
    assert form.non_field_errors() == ["ani takhle"]


# --- The buttons that make nothing ------------------------------------------------------------------
@pytest.mark.parametrize("do", ["check", "search", "add", "person", "", "cokoli"])
def test_every_other_button_shows_the_same_form_again(
    union_client: Client, villages: list[Municipality], do: str
) -> None:
    before = counts()

    answer = union_client.post(reverse("founding:form"), typed(do=do, name="", ico="něco"))

    assert answer.status_code == 200
    assert counts() == before
    form = answer.context["form"]
    assert form.initial["hostname"] == "policka.example.org"
    assert form.initial["members"].splitlines() == ["574210 Machov (Náchod)", "547751 Bukovice (Náchod)"]
    assert len(answer.context["people"].forms) == (3 if do == "person" else 2)
    assert "error-message" not in answer.text


def test_found_municipalities_are_ticked_and_added(union_client: Client, villages: list[Municipality]) -> None:
    searched = union_client.post(reverse("founding:form"), typed(do="search", members="", member_name="buko"))
    assert [hit.pk for hit in searched.context["hits"]] == ["547751"]

    added = union_client.post(reverse("founding:form"), typed(do="add", members="", add=["547751"]))

    assert added.context["form"].initial["members"] == "547751 Bukovice (Náchod)"


def test_an_ico_that_is_here_leads_to_it(union_client: Client, dso_a: Association) -> None:
    answer = union_client.get(reverse("founding:form"), {"ico": dso_a.ico})

    assert answer["Location"] == reverse("founding:show", args=[dso_a.pk])


# --- Two at once, and who may -----------------------------------------------------------------------
def founding(**changes: Any) -> Founding:
    values = {"ico": ICO, "name": "Policka", "slug": "policka", "hostname": "policka.example.org", "port": 443}
    return Founding(**{**values, **changes})


def test_of_two_who_found_the_same_one_the_second_finds_the_first(dso_a: Association, union_admin: Any) -> None:
    with pytest.raises(AlreadyFounded) as there:
        found(founding=founding(ico=dso_a.ico), by=union_admin)

    assert there.value.association == dso_a
    dso_a.refresh_from_db()
    assert dso_a.name == "Svazek obcí Horni"


def test_who_loses_the_race_in_the_database_finds_the_other(
    dso_a: Association, union_admin: Any, monkeypatch: Any
) -> None:
    def lose(*_all: Any) -> None:
        raise IntegrityError("UNIQUE constraint failed: tenancy_association.ico")

    monkeypatch.setattr(verb, "_found", lose)

    with pytest.raises(AlreadyFounded):
        found(founding=founding(ico=dso_a.ico), by=union_admin)
    with pytest.raises(ValidationError):
        found(founding=founding(), by=union_admin)


def test_only_an_administrator_of_the_union_founds(manager_a: Any, union_reviewer: Any, client: Client) -> None:
    for user in (manager_a, union_reviewer):
        with pytest.raises(PermissionError):
            found(founding=founding(), by=user)
        client.force_login(user)
        for name in ("index", "start", "form", "register"):
            assert client.get(reverse(f"founding:{name}")).status_code in (302, 403)


def test_there_is_one_way_to_a_new_association(union_client: Client) -> None:
    assert union_client.get(reverse("association:add"))["Location"] == reverse("founding:start")


@pytest.mark.parametrize(
    ("name", "short", "slug"),
    [
        ("Dobrovolný svazek obcí Metuje", "Metuje", "metuje"),
        ("Mikroregion Černilovsko, svazek obcí", "Černilovsko", "cernilovsko"),
        ("DSO Blata Pištín", "Blata Pištín", "blata-pistin"),
        ("Svazek obcí 1866", "Svazek obcí 1866", "svazek-obci-1866"),
        ("Horni", "Horni", "horni-2"),
    ],
)
def test_short_names_follow_from_the_name(dso_a: Association, name: str, short: str, slug: str) -> None:
    assert (suggesting.short_name(name), suggesting.slug(name)) == (short, slug)


# --- Loading the register ----------------------------------------------------------------------------
def test_the_union_loads_the_register_and_reads_what_is_wrong(union_client: Client) -> None:
    rows = f"ico,name\n{ICO},Policka\n75017271,Špatná\n".encode()

    refused = union_client.post(reverse("founding:register"), {"file": SimpleUploadedFile("r.csv", rows)})
    assert "75017271" in refused.text
    assert not RegisteredAssociation.objects.exists()

    union_client.post(reverse("founding:register"), {"file": SimpleUploadedFile("r.csv", rows), "partial": "on"})
    assert list(RegisteredAssociation.objects.values_list("pk", flat=True)) == [ICO]

    unreadable = SimpleUploadedFile("r.csv", b"nic")
    assert union_client.post(reverse("founding:register"), {"file": unreadable}).status_code == 422
