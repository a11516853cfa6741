"""What people who were invited get when a meeting is moved, cancelled or changed."""

from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream

from meetings.announcing.links import personal_url
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.letters import tell_invited
from meetings.changing.moving import move_meeting
from meetings.changing.recipients import told_about, told_of_changes
from meetings.changing.telling import tell_change
from meetings.enums import InviteeRole
from meetings.models import Announcement, MeetingPage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association, Mandate, Municipality

from ..factories import make_meeting
from .factories import letters_about, lines_of, make_announced, make_invited, soon

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9"), pytest.mark.only_on("sqlite")]
SECRET = {
    "type": "point",
    "value": {"title": "Platy tajemníků", "note": "", "speaker": "", "is_public": False, "files": [], "points": []},
}


def move(meeting: MeetingPage, user: Any, **fields: Any) -> Announcement:
    values = {"starts_at": soon(40), "ends_at": soon(40, 17), "reason": "Sál je obsazený.", **fields}
    return move_meeting(meeting=meeting, user=user, **values)


def event_in(letter: OutboxMessage) -> Any:
    """The calendar entry of a letter, read by one library; another one reads it as well."""
    (file,) = letter.attachments
    (event,) = IcsCalendarStream.calendar_from_ics(file["text"]).events
    assert str(vobject.readOne(file["text"]).vevent.uid.value) == event.uid
    return event


def words_of(letter: OutboxMessage) -> str:
    return letter.text.replace("\xa0", " ")


def test_everybody_invited_gets_the_new_date_and_the_old_one_struck(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, title="Sněm starostů", place="radnice")
    people = [make_invited(meeting), make_invited(meeting, "expert@unie.example", role=InviteeRole.EXPERT, name="Eva")]
    make_announced(dso_a, "jine")
    move(meeting, manager_a)
    letters = letters_about("moved")
    assert [letter.recipient for letter in letters] == ["expert@unie.example", "starosta@obec.example"]
    for letter, person in zip(letters, reversed(people), strict=True):
        words = words_of(letter)
        assert f"{soon(40).day}. {soon(40).month}. {soon(40).year} v 15:00" in words
        assert words.index("už neplatí") < words.index(f"{soon().day}. {soon().month}. {soon().year} v 15:00")
        assert "Sál je obsazený." in words
        assert personal_url(person) in words
        html = letter.html.replace("\xa0", " ")
        assert f"{soon().day}. {soon().month}. {soon().year} v 15:00" in html[html.index("<s>") : html.index("</s>")]
        assert letter.reply_to == dso_a.email
        assert f"Nový termín {soon(40).day}" in letter.subject.replace("\xa0", " ")


@pytest.mark.spec("M10")
def test_calendars_take_each_step_for_the_same_meeting(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, programme=[("point", SECRET["value"])])
    make_invited(meeting)
    move(meeting, manager_a)
    moved = event_in(letters_about("moved")[0])
    assert (moved.uid, moved.sequence, moved.status) == (str(meeting.translation_key), 1, "CONFIRMED")
    assert moved.dtstart == soon(40)
    assert "method=REQUEST" in letters_about("moved")[0].attachments[0]["type"]
    cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    (letter,) = letters_about("cancelled")
    cancelled = event_in(letter)
    assert (cancelled.uid, cancelled.sequence, cancelled.status) == (moved.uid, 2, "CANCELLED")
    assert "METHOD:CANCEL" in letter.attachments[0]["text"]
    assert "mailto:starosta@obec.example" in letter.attachments[0]["text"].replace("\r\n ", "")
    assert "Platy" not in "".join(file["text"] for file in letter.attachments)


def test_cancelling_is_for_good_and_says_why(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    make_invited(meeting)
    line = cancel_meeting(meeting=meeting, reason="  Nic k projednání. ", user=manager_a)
    stored = MeetingPage.objects.get(pk=meeting.pk)
    assert (stored.cancelled_at, stored.live, line.reason) == (line.at, True, "Nic k projednání.")
    assert lines_of(meeting)[-1] == ("cancelled", 1)
    (letter,) = letters_about("cancelled")
    assert "je zrušeno" in words_of(letter)
    assert "Nic k projednání." in words_of(letter)
    for again in (cancel_meeting, tell_change):
        with pytest.raises(ValidationError):
            again(meeting=meeting, reason="Podruhé.", user=manager_a)
    with pytest.raises(ValidationError):
        move(meeting, manager_a)
    assert len(lines_of(meeting)) == 3


def test_cancelling_and_telling_are_the_managers_and_want_a_reason(
    dso_a: Association, manager_a: Any, editor_a: Any, manager_b: Any
) -> None:
    meeting = make_announced(dso_a)
    for act in (cancel_meeting, tell_change):
        for user in (editor_a, manager_b):
            with pytest.raises(PermissionDenied):
                act(meeting=meeting, reason="Důvod.", user=user)
        with pytest.raises(ValidationError) as refused:
            act(meeting=meeting, reason=" ", user=manager_a)
        assert list(refused.value.message_dict) == ["reason"]
    draft = make_meeting(dso_a, "koncept", live=False)
    with pytest.raises(ValidationError):
        cancel_meeting(meeting=draft, reason="Důvod.", user=manager_a)


def test_a_changed_programme_is_told_once_with_what_only_the_invited_may_know(
    dso_a: Association, manager_a: Any
) -> None:
    meeting = make_announced(dso_a)
    make_invited(meeting)
    with pytest.raises(ValidationError) as refused:
        tell_change(meeting=meeting, reason="Přibyl bod.", user=manager_a)
    assert refused.value.code == "unchanged"
    meeting.programme = [("point", SECRET["value"])]
    meeting.save_revision()
    with pytest.raises(ValidationError):
        tell_change(meeting=meeting, reason="Přibyl bod.", user=manager_a)
    meeting.latest_revision.publish()
    tell_change(meeting=meeting, reason="Přibyl bod.", user=manager_a)
    assert lines_of(meeting)[-1] == ("changed", 1)
    (letter,) = letters_about("changed")
    assert "Přibyl bod." in words_of(letter)
    assert "1. Platy tajemníků (neveřejné)" in words_of(letter)
    assert event_in(letter).sequence == 1
    assert "Platy" not in letter.attachments[0]["text"]
    with pytest.raises(ValidationError):
        tell_change(meeting=meeting, reason="Přibyl bod.", user=manager_a)


def test_each_gets_one_letter_for_an_announcement(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a)
    make_invited(meeting)
    line = move(meeting, manager_a)
    tell_invited(line)
    assert len(letters_about("moved")) == 1
    move(meeting, manager_a, starts_at=soon(41), ends_at=None)
    assert len(letters_about("moved")) == 2


def test_whose_office_ended_is_told_unless_somebody_took_over_who_was_invited(dso_a: Association) -> None:
    meeting = make_announced(dso_a)
    today = timezone.localdate()
    town = Municipality.objects.members_of(dso_a).first()
    assert town is not None
    values = {"municipality": town, "valid_from": today - timedelta(days=90)}
    gone = Mandate.objects.create(person_name="Stará", email="stara@obec.example", valid_until=today, **values)
    former = make_invited(meeting, "stara@obec.example", municipality=town, mandate=gone, name="Stará")
    guest = make_invited(meeting, "host@kraj.example", role=InviteeRole.GUEST, municipality=town)
    assert told_of_changes(meeting) == [former, guest]
    assert list(told_about(meeting).without_successor) == [former]
    now = Mandate.objects.create(person_name="Nová", email="nova@obec.example", **values)
    assert told_of_changes(meeting) == [former, guest]
    new = make_invited(meeting, "nova@obec.example", municipality=town, mandate=now, name="Nová")
    assert told_of_changes(meeting) == [guest, new]
    assert not told_about(meeting).without_successor


def test_letters_for_many_cost_a_few_queries_each(dso_a: Association, manager_a: Any, queries: Any) -> None:
    meeting = make_announced(dso_a)
    for number in range(3):
        make_invited(meeting, f"obec-{number}@example.com")
    few = len(queries(lambda: move(meeting, manager_a)))
    for number in range(3, 13):
        make_invited(meeting, f"obec-{number}@example.com")
    many = len(queries(lambda: move(meeting, manager_a, starts_at=soon(50), ends_at=None)))
    assert (many - few) / 10 <= 7
