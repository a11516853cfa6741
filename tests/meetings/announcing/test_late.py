"""After the last day: refused in the form and on every other way, let out by right and reason, on record (M2)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from meetings.announcing.announced import heal_announced
from meetings.announcing.late import TooLate, allow_late, allowed
from meetings.models import Announcement, LateInvitation, MeetingPage
from portal.core.append_only import AppendOnlyError
from portal.core.pages import ensure_fallbacks
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association
from tests.meetings.factories import list_of, make_meeting, point_form

from .factories import make_planned

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

REASON = "Termín určilo ministerstvo."


def typed(meeting: MeetingPage | None = None, *, days: int = 10, **fields: Any) -> dict[str, Any]:
    """What the form posts for a meeting in so many days."""
    starts_at = timezone.localtime(meeting.starts_at if meeting else timezone.now() + timedelta(days=days))
    empty = ("lead", "address", "municipality", "body", "latitude", "longitude", "barrier_free", "barrier_free_note")
    return nested_form_data(
        {
            **dict.fromkeys((*empty, "notice_until", "ends_at", "late_reason", "go_live_at"), ""),
            "title": "Zimní setkání",
            "slug": "setkani",
            "kind": "mayors",
            "starts_at": starts_at.strftime("%Y-%m-%d %H:%M"),
            "place": "radnice",
            "programme": streamfield([("point", point_form())]),
            **{name: rich_text("") for name in ("who_may_come", "note", "outcome")},
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
    found: MeetingPage = MeetingPage.objects.get(alias_of=None)
    return found


PUBLISH: dict[str, Any] = {"action-publish": "1"}


@pytest.mark.spec("M2")
def test_publishing_after_the_last_day_is_refused_at_the_field_and_what_was_typed_stays(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    response = sign_in(client, manager_a).post(add_url(dso_a), typed(**PUBLISH))
    assert "Poslední den pro pozvánku" in response.context["form"].errors["starts_at"][0]
    assert not MeetingPage.objects.exists()
    assert 'name="late_reason"' in response.content.decode()
    short = client.post(add_url(dso_a), typed(late_reason="protože", **PUBLISH))
    assert short.context["form"].errors.keys() == {"late_reason"}
    assert short.context["form"]["late_reason"].value() == "protože"
    assert not LateInvitation.objects.exists()


@pytest.mark.spec("M2")
def test_a_manager_publishes_late_with_a_reason_that_stays_for_good(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    response = sign_in(client, manager_a).post(add_url(dso_a), typed(late_reason=REASON, **PUBLISH))
    assert response.status_code == 302
    meeting = the_meeting()
    assert meeting.live
    line = LateInvitation.objects.get()
    held_on = timezone.localdate(meeting.starts_at)
    assert (line.meeting, line.held_on, line.reason, line.days) == (meeting, held_on, REASON, 14)
    assert line.last_day == held_on - timedelta(days=14)
    assert line.by_key == str(manager_a.pk)
    with pytest.raises(AppendOnlyError):
        line.delete()
    logged = PageLogEntry.objects.get(action="meetings.late_invitation")
    assert logged.user == manager_a
    assert logged.data["reason"] == REASON
    # A further edit is no new publication.
    response = client.post(edit_url(meeting), typed(meeting, title="Opravený název", **PUBLISH))
    assert response.status_code == 302
    assert the_meeting().title == "Opravený název"
    assert REASON in client.get(edit_url(meeting)).content.decode()


@pytest.mark.spec("M2")
def test_a_draft_is_saved_at_any_time_and_an_editor_is_told_who_may_publish_it(
    client: Client, dso_a: Association, editor_a: Any, manager_a: Any
) -> None:
    sign_in(client, editor_a).post(add_url(dso_a), typed(late_reason=REASON))
    meeting = the_meeting()
    assert not meeting.live
    assert not LateInvitation.objects.exists()
    text = client.get(edit_url(meeting)).content.decode()
    assert "musí manažer centra" in text
    assert sign_in(client, manager_a).post(edit_url(meeting), typed(meeting, **PUBLISH)).status_code == 200
    assert not the_meeting().live
    assert client.post(edit_url(meeting), typed(meeting, late_reason=REASON, **PUBLISH)).status_code == 302
    assert the_meeting().live


@pytest.mark.spec("M2")
@pytest.mark.spec("MTG-1")
def test_the_form_says_how_many_days_are_left_and_the_programmes_window(
    client: Client, union: Any, dso_a: Association, manager_a: Any
) -> None:
    from portal.programme.models import MeetingWindow, Programme

    meeting = make_planned(dso_a, days=20)
    day = timezone.localdate(meeting.starts_at)
    window = MeetingWindow.objects.create(
        programme=Programme.objects.all()[0], number=42, starts_on=day - timedelta(days=5), ends_on=day
    )
    text = sign_in(client, manager_a).get(edit_url(meeting)).content.decode()
    assert "Zbývá 6 dnů" in text.replace("\xa0", " ")
    assert "Okno 42 programu" in text
    assert "zatím v něm je 0 dalších setkání" in text.replace("\xa0", " ")
    make_planned(dso_a, "druhe", days=19)
    make_planned(dso_a, "jindy", days=40)
    assert "zatím v něm je 1 další setkání" in client.get(edit_url(meeting)).content.decode().replace("\xa0", " ")
    # Another association's count alone.
    window.delete()
    assert "v žádném okně programu" in client.get(edit_url(meeting)).content.decode()
    assert "Poslední den uvidíte" in client.get(add_url(dso_a)).content.decode()


@pytest.mark.spec("M2")
def test_a_publication_planned_after_the_last_day_is_refused_at_its_field(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    later = timezone.localtime() + timedelta(days=20)
    data = typed(days=30, go_live_at=later.strftime("%Y-%m-%d %H:%M"), **PUBLISH)
    response = sign_in(client, manager_a).post(add_url(dso_a), data)
    assert response.context["form"].errors.keys() == {"go_live_at"}
    sooner = timezone.localtime() + timedelta(days=10)
    data = typed(days=30, go_live_at=sooner.strftime("%Y-%m-%d %H:%M"), **PUBLISH)
    assert client.post(add_url(dso_a), data).status_code == 302
    assert the_meeting().scheduled_revision is not None


@pytest.mark.spec("M2")
def test_a_publication_that_comes_due_too_late_is_missed_with_a_letter(dso_a: Association, manager_a: Any) -> None:
    meeting = make_planned(dso_a, days=16)
    meeting.go_live_at = timezone.now() + timedelta(days=1)
    meeting.save_revision().publish(user=manager_a)
    meeting.refresh_from_db()
    assert meeting.scheduled_revision is not None
    # The worker was away for days.
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        call_command("publish_scheduled")
        call_command("publish_scheduled")
    meeting = the_meeting()
    assert not meeting.live
    assert meeting.scheduled_revision is None
    assert OutboxMessage.objects.filter(event__startswith="meetings.day_missed:").count() == 1
    assert PageLogEntry.objects.filter(action="meetings.day_missed").count() == 1


@pytest.mark.spec("M2")
def test_every_other_way_to_publish_is_shut(client: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_planned(dso_a, days=10)
    with pytest.raises(TooLate, match="Poslední den"):
        meeting.latest_revision.publish(user=manager_a)
    meeting.refresh_from_db()
    meeting.live = True
    with pytest.raises(TooLate):
        meeting.save()
    # A copy, a new row, a revision put on the timetable.
    with pytest.raises(TooLate):
        MeetingPage(title="Přímo", slug="primo", starts_at=meeting.starts_at, place="x", path="x", depth=3).save()
    revision = meeting.latest_revision
    revision.approved_go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(TooLate):
        revision.save()
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = sign_in(client, manager_a).post(f"{bulk}?id={meeting.pk}", {"next": "/admin/"}, follow=True)
    assert "Nic se nezveřejnilo" in response.content.decode()
    assert not MeetingPage.objects.live().exists()
    assert not Announcement.objects.exists()


@pytest.mark.spec("M2")
def test_a_translation_goes_out_with_its_czech_page_only(dso_a: Association) -> None:
    english = Locale.objects.get(language_code="en")
    late = make_planned(dso_a, "pozde", days=10)
    early = make_meeting(dso_a, "vcas", starts_at=timezone.now() + timedelta(days=30))
    for page in (late, early):
        ensure_fallbacks(page)
    draft = late.get_translation_or_none(english) or late.copy_for_translation(english)
    draft.alias_of = None
    draft.save()
    with pytest.raises(TooLate):
        draft.save_revision().publish()
    whole = early.get_translation(english)
    whole.alias_of = None
    whole.save()
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        whole.save_revision().publish()
    whole.refresh_from_db()
    assert whole.live
    # One meeting is announced once, whatever its languages.
    assert Announcement.objects.filter(meeting__translation_key=early.translation_key).count() == 1


@pytest.mark.spec("M2")
def test_only_who_has_the_right_lets_out_late_once_and_for_one_day(
    dso_a: Association, manager_a: Any, manager_b: Any, editor_a: Any, union_admin: Any
) -> None:
    meeting = make_planned(dso_a, days=10)
    held_on = timezone.localdate(meeting.starts_at)
    for user in (editor_a, manager_b, union_admin, None):
        with pytest.raises(PermissionDenied):
            allow_late(meeting=meeting, held_on=held_on, reason=REASON, user=user)
    for reason in ("", "   ", "krátké", "a" * 1001):
        with pytest.raises(ValidationError):
            allow_late(meeting=meeting, held_on=held_on, reason=reason, user=manager_a)
    line = allow_late(meeting=meeting, held_on=held_on, reason=REASON, user=manager_a)
    assert allow_late(meeting=meeting, held_on=held_on, reason="Jiný důvod, podruhé.", user=manager_a) == line
    assert allowed(meeting, held_on) == line
    assert allowed(meeting, held_on + timedelta(days=1)) is None
    # Another day asks the same again.
    meeting.starts_at, meeting.ends_at = meeting.starts_at + timedelta(days=1), None
    meeting.save_revision()
    with pytest.raises(TooLate):
        meeting.latest_revision.publish()
    meeting.starts_at -= timedelta(days=1)
    meeting.save_revision().publish()
    meeting.refresh_from_db()
    assert meeting.live


@pytest.mark.spec("M2")
def test_on_the_last_day_nothing_is_asked_nor_for_what_is_over(dso_a: Association) -> None:
    on_time = make_planned(dso_a, "vcas", days=14)
    past = make_planned(dso_a, "minule", days=-20)
    for page in (on_time, past):
        page.latest_revision.publish()
        page.refresh_from_db()
        assert page.live
    assert not LateInvitation.objects.exists()


@pytest.mark.spec("M9")
def test_a_meeting_is_announced_once_and_a_lost_line_is_mended(dso_a: Association, manager_a: Any) -> None:
    meeting = make_planned(dso_a)
    meeting.latest_revision.publish(user=manager_a)
    meeting.refresh_from_db()
    meeting.save_revision().publish(user=manager_a)
    assert [line.kind for line in Announcement.objects.filter(meeting=meeting)] == ["announced"]
    lost = make_planned(dso_a, "ztracene")
    MeetingPage.objects.filter(pk=lost.pk).update(live=True)
    assert heal_announced() == 1
    assert heal_announced() == 0
    assert Announcement.objects.get(meeting=lost).sequence == 0
