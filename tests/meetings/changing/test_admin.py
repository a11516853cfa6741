"""The centre's pages: moving, cancelling, telling, the history; and the list of meetings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.column import meeting_columns, put_cells
from meetings.changing.moving import move_meeting
from meetings.changing.states import MeetingState, in_state
from meetings.enums import MeetingKind
from meetings.models import Announcement, MeetingBody, MeetingPage
from portal.programme.provisioning import load_demo_programme
from portal.tenancy.models import Association, Union
from tests.newsletters.subscribers.factories import make_subscriber

from ..factories import make_many_meetings, make_meeting
from ..test_editing import sign_in
from .factories import letters_about, lines_of, make_announced, make_invited, soon

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9"), pytest.mark.only_on("postgresql")]


@pytest.fixture
def admin(client: Client, manager_a: Any) -> Client:
    return sign_in(client, manager_a)


def typed(**fields: Any) -> dict[str, Any]:
    """What the form of moving posts: ten days later, in another room."""
    return {
        "starts_at": soon(40).strftime("%d.%m.%Y %H:%M"),
        "ends_at": "",
        "place": "knihovna",
        "address": "",
        "municipality": "",
        "barrier_free": "",
        "barrier_free_note": "",
        "reason": "Sál je obsazený.",
        "step": "look",
        **fields,
    }


def post(admin: Client, meeting: MeetingPage, name: str, data: dict[str, Any]) -> Any:
    seen = Announcement.objects.filter(meeting=meeting).count()
    return admin.post(reverse(f"meetings:{name}", args=[meeting.pk]), {"seen": seen, **data}, follow=True)


def confirm(admin: Client, meeting: MeetingPage, name: str, data: dict[str, Any]) -> Any:
    """Look at the letter, then press the second button."""
    looked = post(admin, meeting, name, data).context["looked"]
    return post(admin, meeting, name, {**data, "step": "do", "looked": looked})


def said(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def test_the_form_shows_what_holds_then_the_letter_then_it_is_done(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a, title="Sněm", place="radnice")
    make_invited(meeting)
    make_subscriber(dso_a, "obcan@example.cz", topics=("meetings",))
    shown = admin.get(reverse("meetings:move", args=[meeting.pk])).content.decode().replace("\xa0", " ")
    assert 'value="radnice"' in shown
    assert "Dopis dostane 1 pozvaný. Dozví se to i 1 člověk, který setkání sleduje e-mailem." in shown
    assert "late_reason" not in shown
    looked = post(admin, meeting, "move", typed())
    text = looked.content.decode().replace("\xa0", " ")
    assert "Nový termín" in text
    assert "Přesunout a oznámit všem" in text
    assert "Sál je obsazený." in looked.context["look"].text
    assert (lines_of(meeting)[-1][0], letters_about("moved")) == ("invited", [])
    done = confirm(admin, meeting, "move", typed())
    assert said(done)[0][0] == "success"
    stored = MeetingPage.objects.get(pk=meeting.pk)
    assert (stored.starts_at, stored.ends_at, stored.place) == (soon(40), None, "knihovna")
    assert len(letters_about("moved")) == 1


def test_mistakes_are_said_at_the_field_and_what_was_typed_stays(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a, kind=MeetingKind.MAYORS)
    response = post(admin, meeting, "move", typed(starts_at="01.01.2020 10:00", reason=""))
    assert list(response.context["form"].errors) == ["reason"]
    response = post(admin, meeting, "move", typed(starts_at="01.01.2020 10:00", ends_at="01.01.2019 10:00"))
    assert set(response.context["form"].errors) == {"starts_at", "ends_at"}
    assert 'value="knihovna"' in response.content.decode()
    assert not response.context["look"]


@pytest.mark.spec("M2")
def test_the_reason_for_a_near_day_is_asked_for_only_then(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a, kind=MeetingKind.MAYORS)
    near = typed(starts_at=soon(7).strftime("%d.%m.%Y %H:%M"))
    response = post(admin, meeting, "move", near)
    assert list(response.context["form"].errors) == ["late_reason"]
    assert 'name="late_reason"' in response.content.decode()
    confirm(admin, meeting, "move", {**near, "late_reason": "Lhůta dotace končí dřív."})
    told = admin.get(reverse("meetings:told", args=[meeting.pk])).content.decode()
    assert "Lhůta dotace končí dřív." in told


def test_exactly_what_was_looked_at_is_confirmed_and_only_once(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a)
    looked = post(admin, meeting, "move", typed()).context["looked"]
    other = post(admin, meeting, "move", typed(step="do", looked=looked, place="hasičárna"))
    assert "hasičárna" in other.context["look"].text
    assert lines_of(meeting) == [("announced", 0)]
    data = {**typed(), "step": "do", "looked": looked, "seen": 1}
    url = reverse("meetings:move", args=[meeting.pk])
    assert admin.post(url, data).status_code == 302
    again = admin.post(url, data)
    assert again.status_code == 200
    assert lines_of(meeting) == [("announced", 0), ("moved", 1)]


def test_two_managers_at_once_the_second_reads_who_was_first(admin: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    looked = post(admin, meeting, "cancel", {"reason": "Nic k projednání.", "step": "look"}).context["looked"]
    move_meeting(meeting=meeting, starts_at=soon(45), ends_at=None, reason="Sál.", user=manager_a)
    data = {"reason": "Nic k projednání.", "step": "do", "looked": looked, "seen": 1}
    response = admin.post(reverse("meetings:cancel", args=[meeting.pk]), data)
    (words,) = response.context["form"].non_field_errors()
    assert manager_a.get_username() in words
    assert lines_of(meeting)[-1][0] == "moved"


def test_cancelling_warns_that_there_is_no_way_back(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a)
    url = reverse("meetings:cancel", args=[meeting.pk])
    assert "už nelze obnovit" in admin.get(url).content.decode()
    confirm(admin, meeting, "cancel", {"reason": "Nic k projednání.", "step": "look"})
    assert MeetingPage.objects.get(pk=meeting.pk).is_cancelled
    for name in ("move", "cancel", "tell"):
        response = admin.get(reverse(f"meetings:{name}", args=[meeting.pk]), follow=True)
        assert said(response)[0][0] == "warning"
    shown = admin.get(reverse("wagtailadmin_pages:edit", args=[meeting.pk])).content.decode()
    assert "Nic k projednání." in shown
    assert url not in shown


def test_telling_is_offered_where_something_published_differs(admin: Client, dso_a: Association) -> None:
    meeting = make_announced(dso_a)
    edit = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    url = reverse("meetings:tell", args=[meeting.pk])
    assert url not in admin.get(edit).content.decode()
    assert said(admin.get(url, follow=True))[0][0] == "warning"
    meeting.lead = "Přijde i hejtman."
    meeting.save_revision().publish()
    assert url in admin.get(edit).content.decode()
    done = confirm(admin, meeting, "tell", {"reason": "Přijde i hejtman.", "step": "look"})
    assert said(done)[0][0] == "success"
    assert lines_of(meeting) == [("announced", 0), ("changed", 1)]


def test_editors_read_the_history_and_change_nothing(
    client: Client, dso_a: Association, editor_a: Any, manager_b: Any
) -> None:
    meeting = make_announced(dso_a)
    sign_in(client, editor_a)
    assert client.get(reverse("meetings:told", args=[meeting.pk])).status_code == 200
    shown = client.get(reverse("wagtailadmin_pages:edit", args=[meeting.pk])).content.decode()
    for name in ("move", "cancel", "tell"):
        url = reverse(f"meetings:{name}", args=[meeting.pk])
        assert url not in shown
        assert client.post(url, {"reason": "x", "step": "do"}).status_code in {302, 403}
    client.force_login(manager_b)
    client.defaults["HTTP_HOST"] = "dolni.localhost"
    for name in ("move", "cancel", "tell", "told"):
        assert client.get(reverse(f"meetings:{name}", args=[meeting.pk])).status_code == 404
    assert lines_of(meeting) == [("announced", 0)]


def make_one_of_each(association: Association, manager: Any) -> dict[str, MeetingPage]:
    """A meeting in each state, by the state."""
    kinds = {"kind": MeetingKind.OTHER}
    found = {
        state: make_announced(association, state, **kinds) for state in ("announced", "invited", "moved", "cancelled")
    }
    found["draft"] = make_meeting(association, "draft", live=False, **kinds)
    found["held"] = make_announced(association, "held", starts_at=timezone.now() - timedelta(days=5), **kinds)
    make_invited(found["invited"])
    make_invited(found["invited"], "vraci@obec.example", problem="Schránka neexistuje.")
    move_meeting(meeting=found["moved"], starts_at=soon(40), ends_at=None, reason="Sál.", user=manager)
    cancel_meeting(meeting=found["cancelled"], reason="Nic.", user=manager)
    return found


def test_the_list_says_how_far_each_meeting_is(admin: Client, dso_a: Association, manager_a: Any) -> None:
    found = make_one_of_each(dso_a, manager_a)
    for state in MeetingState:
        pks = list(in_state(MeetingPage.objects.all(), state).values_list("pk", flat=True))
        assert pks == [found[state].pk]
        response = admin.get(reverse("meetings:index"), {"state": state})
        assert [row.pk for row in response.context["object_list"]] == [found[state].pk]
        (row,) = response.context["object_list"]
        assert row.cell.state is state
    whole = admin.get(reverse("meetings:index"))
    text = whole.content.decode().replace("\xa0", " ")
    assert "pozváno, pozvánka došla 1 ze 2" in text
    for meeting in found.values():
        may_change = meeting.slug in {"announced", "invited", "moved"}
        assert (reverse("meetings:move", args=[meeting.pk]) in text) == may_change
        assert (reverse("meetings:cancel", args=[meeting.pk]) in text) == may_change
        assert (reverse("meetings:told", args=[meeting.pk]) in text) == (meeting.slug != "draft")


def test_the_list_is_narrowed_by_body_and_year(admin: Client, dso_a: Association, dso_b: Association) -> None:
    board = MeetingBody.objects.get(site=dso_a.site, slug="rada")
    make_announced(dso_a, "radni", body=board, kind=MeetingKind.BOARD)
    other = make_announced(dso_a, "obcane", starts_at=soon(800), kind=MeetingKind.PUBLIC)
    make_announced(dso_b, "cizi", kind=MeetingKind.OTHER)
    index = reverse("meetings:index")
    listed = admin.get(index, {"body": board.pk}).context["object_list"]
    assert [row.slug for row in listed] == ["radni"]
    listed = admin.get(index, {"year": soon(800).year}).context["object_list"]
    assert [row.pk for row in listed] == [other.pk]
    text = admin.get(index).content.decode()
    assert text.count(f'value="{board.pk}"') >= 1
    assert str(MeetingBody.objects.get(site=dso_b.site, slug="rada").pk) not in [
        str(pk) for pk, _label in admin.get(index).context["filters"].form.fields["body"].choices
    ]


@pytest.mark.spec("M2")
def test_the_list_says_by_when_to_invite(dso_a: Association, manager_a: Any, union: Union) -> None:
    load_demo_programme(union)
    meeting = make_announced(dso_a, kind=MeetingKind.MAYORS)
    row = MeetingPage.objects.select_related("body").get(pk=meeting.pk)
    row.site_ref = dso_a.site_id
    put_cells([row], manager_a)
    assert row.cell.invite_by == soon().date() - timedelta(days=14)
    (column,) = [column for column in meeting_columns() if column.name == "invite_by"]
    assert str(row.cell.invite_by.day) in column.get_value(row)
    make_invited(meeting)
    put_cells([row], manager_a)
    assert (row.cell.invite_by, column.get_value(row)) == (None, "")


def test_the_list_costs_as_much_for_many_meetings(
    admin: Client, dso_a: Association, manager_a: Any, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    make_one_of_each(dso_a, manager_a)
    url = reverse("meetings:index")
    admin.get(url)
    few = len(queries(lambda: admin.get(url)))
    make_many_meetings(dso_a, 12, days=20)
    for page in MeetingPage.objects.filter(slug__startswith="hromada")[:5]:
        make_invited(page)
    admin.get(url)
    many = queries(lambda: admin.get(url))
    assert len(many) <= few


def test_the_union_sees_the_meetings_of_all(
    client: Client, dso_a: Association, dso_b: Association, union_admin: Any, union: Union
) -> None:
    for association in (dso_a, dso_b):
        make_announced(association, kind=MeetingKind.OTHER)
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = union.site.hostname
    response = client.get(reverse("meetings:index"))
    assert {row.association_name for row in response.context["object_list"]} == {dso_a.short_name, dso_b.short_name}
    for meeting in MeetingPage.objects.all():
        assert reverse("meetings:move", args=[meeting.pk]) not in response.content.decode()
