"""The bodies of an association and its rules of inviting: made once, kept, edited, chosen for a meeting (M10, M2)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from meetings.bodies import make_bodies, rules_of
from meetings.enums import DayCounting, MeetingKind
from meetings.models import MeetingBody, MeetingPage, MeetingRules
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting
from tests.meetings.test_editing import add_url, edit_url, form_data, sign_in, the_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M10"), pytest.mark.only_on("sqlite")]

INDEX = reverse("meeting_bodies:index")


def body_of(association: Association, slug: str) -> MeetingBody:
    return MeetingBody.objects.get(site=association.site_id, slug=slug)


def body_form(**fields: Any) -> dict[str, Any]:
    """What the form of a body posts."""
    return {
        "name": "Kontrolní výbor",
        "name_en": "",
        "slug": "vybor",
        "kind": "other",
        "order": "5",
        "is_active": "on",
        **fields,
    }


def edit_body(body: MeetingBody) -> str:
    return reverse("meeting_bodies:edit", args=[body.pk])


def test_every_association_has_its_three_bodies_and_one_row_of_rules(dso_a: Association) -> None:
    bodies = MeetingBody.objects.filter(site=dso_a.site_id)
    assert [(body.slug, body.name, body.kind) for body in bodies] == [
        ("setkani", "Setkání starostů", MeetingKind.MAYORS),
        ("valna-hromada", "Valná hromada", MeetingKind.ASSEMBLY),
        ("rada", "Rada svazku", MeetingKind.BOARD),
    ]
    assert all(body.name_en and body.is_active and body.invitation_days is None for body in bodies)
    rules = MeetingRules.objects.get(site=dso_a.site_id)
    assert (rules.counting, rules.on_working_day) == (DayCounting.CALENDAR, False)


def test_making_them_again_leaves_what_the_association_changed(dso_a: Association) -> None:
    body_of(dso_a, "rada").delete()
    MeetingBody.objects.filter(site=dso_a.site_id, slug="setkani").update(name="Grémium", slug="gremium")
    MeetingRules.objects.filter(site=dso_a.site_id).update(counting=DayCounting.CLEAR)
    make_bodies(dso_a)
    make_bodies(dso_a)
    slugs = MeetingBody.objects.filter(site=dso_a.site_id).values_list("slug", flat=True)
    assert list(slugs) == ["gremium", "valna-hromada"]
    assert rules_of(dso_a.site_id).counting == DayCounting.CLEAR
    assert MeetingRules.objects.filter(site=dso_a.site_id).count() == 1


def test_without_a_row_the_usual_rules_hold(dso_a: Association) -> None:
    MeetingRules.objects.filter(site=dso_a.site_id).delete()
    assert rules_of(dso_a.site_id).counting == DayCounting.CALENDAR
    make_bodies(dso_a)
    assert MeetingRules.objects.filter(site=dso_a.site_id).exists()


def test_the_manager_adds_a_body_of_the_own_association(client: Client, dso_a: Association, manager_a: Any) -> None:
    sign_in(client, manager_a).post(reverse("meeting_bodies:add"), body_form(invitation_days="7"))
    body = body_of(dso_a, "vybor")
    assert (body.name, body.invitation_days) == ("Kontrolní výbor", 7)
    again = client.post(reverse("meeting_bodies:add"), body_form(name="Jiný"))
    assert again.context["form"].errors
    assert (
        client.post(reverse("meeting_bodies:add"), body_form(slug="dlouhy", name="Dlouhý", invitation_days="121"))
        .context["form"]
        .errors["invitation_days"]
    )


def test_another_associations_bodies_are_neither_listed_nor_changed(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    foreign = body_of(dso_b, "rada")
    MeetingBody.objects.filter(pk=foreign.pk).update(name="Cizí rada")
    sign_in(client, manager_a)
    assert "Cizí rada" not in client.get(INDEX).content.decode()
    assert client.post(edit_body(foreign), body_form()).status_code == 404
    assert client.post(reverse("meeting_bodies:delete", args=[foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.name == "Cizí rada"
    offered = client.get(add_url(dso_a)).context["form"].fields["body"].queryset
    assert set(offered) == set(MeetingBody.objects.filter(site=dso_a.site_id))
    response = client.post(add_url(dso_a), form_data(kind="board", body=str(foreign.pk)))
    assert response.context["form"].errors["body"]


def test_a_body_that_has_met_is_not_deleted_and_keeps_its_kind(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    used, free = body_of(dso_a, "rada"), body_of(dso_a, "valna-hromada")
    make_meeting(dso_a, kind=MeetingKind.BOARD, body=used, live=False)
    sign_in(client, manager_a)
    response = client.post(reverse("meeting_bodies:delete", args=[used.pk]), follow=True)
    assert "Rada svazku" in response.content.decode()
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert client.post(edit_body(used), body_form(name="Rada svazku", slug="rada")).context["form"].errors["kind"]
    client.post(reverse("meeting_bodies:delete", args=[free.pk]))
    assert set(MeetingBody.objects.filter(site=dso_a.site_id).values_list("slug", flat=True)) == {"setkani", "rada"}


def test_a_body_that_meets_no_more_is_offered_only_where_it_was_chosen(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    body = body_of(dso_a, "rada")
    meeting = make_meeting(dso_a, kind=MeetingKind.BOARD, body=body)
    MeetingBody.objects.filter(pk=body.pk).update(is_active=False)
    sign_in(client, manager_a)
    assert body not in client.get(add_url(dso_a)).context["form"].fields["body"].queryset
    assert body in client.get(edit_url(meeting)).context["form"].fields["body"].queryset


@pytest.mark.parametrize(
    ("kind", "slug", "saved"),
    [
        # A new notice begins as one of the mayors' meeting.
        ("mayors", "setkani", ("mayors", "setkani")),
        # What was changed leads the other.
        ("board", "setkani", ("board", "rada")),
        ("mayors", "rada", ("board", "rada")),
        ("public", "setkani", ("public", None)),
        ("assembly", "", ("assembly", "valna-hromada")),
        ("other", "", ("other", None)),
        # Two changes that disagree.
        ("assembly", "rada", None),
    ],
)
def test_kind_and_body_agree(
    client: Client, dso_a: Association, manager_a: Any, kind: str, slug: str, saved: tuple[str, str | None] | None
) -> None:
    body = str(body_of(dso_a, slug).pk) if slug else ""
    sign_in(client, manager_a)
    opened = client.get(add_url(dso_a)).context["form"]
    assert opened["body"].value() == body_of(dso_a, "setkani").pk
    response = client.post(add_url(dso_a), form_data(kind=kind, body=body))
    if saved is None:
        (message,) = response.context["form"].errors["kind"]
        assert "Rada svazku" in message
        assert not MeetingPage.objects.exists()
        return
    meeting = the_meeting().get_latest_revision_as_object()
    assert (meeting.kind, meeting.body.slug if meeting.body else None) == saved


def test_a_body_left_out_later_stays_left_out(client: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_meeting(dso_a, body=body_of(dso_a, "setkani"), live=False)
    response = sign_in(client, manager_a).post(edit_url(meeting), form_data(slug=meeting.slug))
    assert response.status_code == 302, response.context["form"].errors
    assert MeetingPage.objects.get(pk=meeting.pk).get_latest_revision_as_object().body is None


@pytest.mark.spec("M2")
def test_the_manager_sets_how_days_are_counted_in_one_form(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any, editor_a: Any
) -> None:
    address = reverse("meeting_rules:edit")
    posted = {
        "counting": "clear",
        "on_working_day": "on",
        "signed_name": "Jana Nováková",
        "signed_position": "předsedkyně",
    }
    sign_in(client, manager_a)
    assert client.get(address).status_code == 200
    assert client.post(address, posted).status_code == 302
    rules = MeetingRules.objects.get(site=dso_a.site_id)
    assert (rules.counting, rules.on_working_day, rules.signed_name) == ("clear", True, "Jana Nováková")
    assert MeetingRules.objects.get(site=dso_b.site_id).counting == DayCounting.CALENDAR
    # At another association's address a manager still has the own ones.
    client.post(address, {**posted, "counting": "calendar"}, headers={"host": "dolni.localhost"})
    assert not MeetingRules.objects.get(site=dso_b.site_id).signed_name
    assert client.post(address, {**posted, "counting": "něco"}).context["form"].errors["counting"]
    client.force_login(editor_a)
    assert client.get(address).status_code in {302, 403}
    client.logout()
    assert client.get(address).status_code == 302


def test_rules_without_a_row_are_made_by_saving_them(client: Client, dso_a: Association, manager_a: Any) -> None:
    MeetingRules.objects.filter(site=dso_a.site_id).delete()
    sign_in(client, manager_a).post(reverse("meeting_rules:edit"), {"counting": "clear"})
    assert MeetingRules.objects.get(site=Site.objects.get(pk=dso_a.site_id)).counting == DayCounting.CLEAR


def test_the_menu_has_one_group_for_meetings(client: Client, dso_a: Association, manager_a: Any) -> None:
    text = sign_in(client, manager_a).get(reverse("wagtailadmin_home")).content.decode()
    for name in ("meetings:index", "meeting_bodies:index", "meeting_rules:edit"):
        assert text.count(f'"{reverse(name)}"') == 1
