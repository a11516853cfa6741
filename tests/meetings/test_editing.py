"""Writing a notice in the admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from meetings.enums import MeetingKind
from meetings.models import MeetingPage
from portal.programme.models import Threshold
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Municipality, Union
from tests.tenancy.factories import MunicipalityFactory

from .factories import list_of, make_meeting, point_form, prague

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]


DAY = (timezone.localdate() + timedelta(days=60)).isoformat()
"""Far enough ahead for any invitation."""


def form_data(**fields: Any) -> dict[str, Any]:
    """What the form of a notice posts."""
    return nested_form_data(
        {
            "title": "Zimní setkání",
            "slug": "zimni-setkani",
            "lead": "",
            "kind": "mayors",
            "starts_at": f"{DAY} 15:00",
            "ends_at": f"{DAY} 17:00",
            "place": "radnice",
            "address": "",
            "municipality": "",
            "body": "",
            "latitude": "",
            "longitude": "",
            "barrier_free": "",
            "barrier_free_note": "",
            "notice_until": "",
            "programme": streamfield([("point", point_form())]),
            "who_may_come": rich_text("<p>Každý.</p>"),
            "note": rich_text(""),
            "outcome": rich_text(""),
            "files": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


def sign_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    client.defaults["HTTP_HOST"] = "horni.localhost"
    return client


def add_url(association: Association) -> str:
    return reverse("wagtailadmin_pages:add", args=("meetings", "meetingpage", list_of(association).pk))


def edit_url(meeting: MeetingPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=(meeting.pk,))


def the_meeting() -> MeetingPage:
    return MeetingPage.objects.get(alias_of__isnull=True)


@pytest.mark.spec("MTG-4")
def test_the_manager_publishes_a_notice(client: Client, dso_a: Association, manager_a: Any) -> None:
    response = sign_in(client, manager_a).post(add_url(dso_a), form_data(**{"action-publish": "1"}))
    assert response.status_code == 302
    meeting = the_meeting()
    assert meeting.live
    assert meeting.starts_at == prague(f"{DAY}T15:00")
    client.logout()
    assert client.get("/setkani/zimni-setkani/").status_code == 200


def test_the_editor_writes_a_draft_only(client: Client, dso_a: Association, editor_a: Any) -> None:
    sign_in(client, editor_a).post(add_url(dso_a), form_data(**{"action-publish": "1"}))
    assert not the_meeting().live


def test_the_end_before_the_beginning_is_refused_and_what_was_typed_stays(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    response = sign_in(client, manager_a).post(
        add_url(dso_a), form_data(ends_at=f"{DAY} 14:00", **{"action-publish": "1"})
    )
    form = response.context["form"]
    assert form.errors["ends_at"]
    assert form["title"].value() == "Zimní setkání"
    assert not MeetingPage.objects.exists()


def test_only_members_are_offered_as_the_municipality(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    MunicipalityFactory(name="Nečlenská Lhota")
    sign_in(client, manager_a)
    offered = set(client.get(add_url(dso_a)).context["form"].fields["municipality"].queryset)
    assert offered == set(Municipality.objects.members_of(dso_a))
    former = Municipality.objects.members_of(dso_b).first()
    meeting = make_meeting(dso_a, municipality=former)
    kept = set(client.get(edit_url(meeting)).context["form"].fields["municipality"].queryset)
    assert kept == offered | {former}


@pytest.mark.spec("MTG-3")
def test_the_form_says_the_last_day_for_the_invitation(
    client: Client, union: Union, dso_a: Association, manager_a: Any
) -> None:
    load_demo_programme(union)
    meeting = make_meeting(dso_a, starts_at=prague("2026-12-03T15:00"))
    text = sign_in(client, manager_a).get(edit_url(meeting)).content.decode()
    assert "19.\xa011.\xa02026" in text
    # The window for meetings in November and December (MTG-1).
    assert "31.\xa012.\xa02026" in text
    Threshold.objects.filter(code="meeting_invitation_days").update(value=21)
    assert "12.\xa011.\xa02026" in client.get(edit_url(meeting)).content.decode()
    board = make_meeting(dso_a, "rada", starts_at=prague("2026-12-03T15:00"), kind=MeetingKind.BOARD)
    assert "12.\xa011.\xa02026" not in client.get(edit_url(board)).content.decode()


def test_without_a_programme_the_form_asks_for_no_day(client: Client, dso_a: Association, manager_a: Any) -> None:
    Threshold.objects.all().delete()
    meeting = make_meeting(dso_a)
    assert sign_in(client, manager_a).get(edit_url(meeting)).status_code == 200


def test_another_associations_manager_neither_sees_nor_changes_a_notice(
    client: Client, dso_a: Association, manager_b: Any
) -> None:
    meeting = make_meeting(dso_a)
    sign_in(client, manager_b)
    assert client.post(edit_url(meeting), form_data(**{"action-publish": "1"})).status_code in {302, 403, 404}
    meeting.refresh_from_db()
    assert meeting.title == "Setkání setkani"
    listing = client.get(reverse("meetings:index"))
    assert listing.status_code == 200
    assert "Setkání setkani" not in listing.content.decode()


def test_the_list_in_the_menu_holds_the_users_own_notices_once(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any
) -> None:
    sign_in(client, manager_a).post(add_url(dso_a), form_data(**{"action-publish": "1"}))
    make_meeting(dso_b, "cizi", title="Cizí setkání")
    response = client.get(reverse("meetings:index"))
    assert [page.title for page in response.context["object_list"]] == ["Zimní setkání"]
