"""A meeting from its announcement to its end in the calendars of who is invited: what really left by mail (M9, M10)."""

import email
import email.policy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from meetings.announcing.inviting import invite
from meetings.calendars.entry import attachment, entry_file
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.changing.telling import tell_change
from meetings.enums import MeetingKind
from meetings.models import MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association, Municipality
from tests.jobs.outbox import deliver_outbox
from tests.meetings.announcing.factories import SECRET, make_mayor, make_planned
from tests.meetings.calendars.readers import Read, read_alike
from tests.meetings.factories import make_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9"), pytest.mark.only_on("sqlite")]

MAYOR = "starosta@obec.example"
NAME = 'Ing. Žaneta Příšerná; "Ťuk", Ph.D.'
PARTIES = {"attendee": (NAME, MAYOR), "organizer": ("Svazek obcí: Horní, Dolní", "svazek@example.cz")}


def calendars_sent(method: str) -> Read:
    """The entry in the only mail to the mayor, in both places it stands in, as all libraries read it."""
    [mail] = [each for each in deliver_outbox() if each.to == [MAYOR]]
    wire = mail.message(policy=email.policy.SMTP).as_bytes()
    read: Any = email.message_from_bytes(wire, policy=email.policy.default)
    form, file = [part for part in read.walk() if part.get_content_subtype() in ("calendar", "ics")]
    assert form["Content-Type"].params["method"] == method
    assert file.get_filename() == {"REQUEST": "pozvanka.ics", "CANCEL": "zruseni.ics"}[method]
    content: bytes = form.get_payload(decode=True)
    assert content == file.get_payload(decode=True)
    assert Calendar.from_ical(content)["method"] == method
    assert SECRET not in content.decode().replace("\r\n ", "")
    return read_alike(content)


def test_each_step_is_read_by_every_library_as_the_same_meeting_in_a_newer_state(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    make_mayor(Municipality.objects.members_of(dso_a)[0], "Starosta", MAYOR)
    meeting = make_planned(dso_a)
    meeting.get_latest_revision().publish(user=manager_a)
    meeting.refresh_from_db()
    announced = read_alike(client.get("/setkani/setkani/calendar/", headers={"host": "horni.localhost"}).content)
    invite(meeting=meeting, user=manager_a)
    invited = calendars_sent("REQUEST")
    later = (meeting.starts_at + timedelta(days=7)).replace(microsecond=0)
    move_meeting(meeting=meeting, starts_at=later, ends_at=None, place="Sokolovna", reason="Sál.", user=manager_a)
    moved = calendars_sent("REQUEST")
    page = MeetingPage.objects.get(pk=meeting.pk)
    page.lead = "Sraz u kašny."
    page.save_revision(user=manager_a).publish(user=manager_a)
    tell_change(meeting=page, reason="Sraz.", user=manager_a)
    changed = calendars_sent("REQUEST")
    cancel_meeting(meeting=page, reason="Nemoc.", user=manager_a)
    cancelled = calendars_sent("CANCEL")

    steps = [announced, invited, moved, changed, cancelled]
    assert {step.uid for step in steps} == {str(meeting.translation_key)}
    assert [step.sequence for step in steps] == [0, 0, 1, 2, 3]
    assert [step.status for step in steps] == ["CONFIRMED"] * 4 + ["CANCELLED"]
    assert [step.start for step in steps] == [announced.start] * 2 + [later] * 3
    assert [step.end is None for step in steps] == [False, False, True, True, True]
    assert {step.summary for step in steps[:4]} == {"Podzimní setkání starostů"}
    assert cancelled.summary == "Zrušeno: Podzimní setkání starostů"
    assert (invited.location, moved.location) == ("zasedací místnost", "Sokolovna")
    assert "Sraz u kašny." in changed.description
    own = client.get("/setkani/setkani/calendar/", headers={"host": "horni.localhost"}).content
    assert read_alike(own) == cancelled
    assert b"METHOD:PUBLISH\r\n" in own


@pytest.fixture
def meeting(dso_a: Association) -> MeetingPage:
    return make_meeting(dso_a, kind=MeetingKind.OTHER)


def test_who_invites_and_who_is_invited_stand_there_whatever_their_names(meeting: MeetingPage) -> None:
    content = entry_file(meeting, url="http://x.cz/", method="REQUEST", **PARTIES)
    read_alike(content)
    [event] = Calendar.from_ical(content).events
    assert str(event["attendee"]) == f"mailto:{MAYOR}"
    params = event["attendee"].params
    assert (params["RSVP"], params["PARTSTAT"], params["ROLE"]) == ("FALSE", "NEEDS-ACTION", "REQ-PARTICIPANT")
    assert params["CN"] == "Ing. Žaneta Příšerná; 'Ťuk', Ph.D."
    assert event["organizer"].params["CN"] == "Svazek obcí: Horní, Dolní"
    assert str(event["organizer"]) == "mailto:svazek@example.cz"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.parametrize("missing", ["attendee", "organizer"])
def test_a_personal_entry_without_its_people_is_refused(meeting: MeetingPage, method: str, missing: str) -> None:
    with pytest.raises(ValueError, match="attendee and an organizer"):
        entry_file(meeting, url="http://x.cz/", method=method, **{**PARTIES, missing: None})


def test_an_entry_for_everybody_names_nobody_invited(meeting: MeetingPage) -> None:
    assert b"ATTENDEE" not in entry_file(meeting, url="http://x.cz/", **PARTIES)


def test_words_with_everything_calendars_stumble_over_are_read_as_they_were_written(dso_a: Association) -> None:
    words = 'Žluťoučký kůň; "úpěl", ďábelské ódy: C:\\nový\\složka ' * 5
    meeting = make_meeting(
        dso_a,
        kind=MeetingKind.OTHER,
        title=f"{words[:180]}x",
        lead=f"{words}\r\nDruhý řádek\x07\u2028 a emoji 🏛️",
        place=words[:190].strip(),
    )
    entry = read_alike(entry_file(meeting, url="http://x.cz/"))
    assert entry.summary == f"{words[:180]}x"
    assert entry.location == words[:190].strip()
    assert entry.description.startswith(f"{words}\nDruhý řádek")
    assert "\x07" not in entry.description
    assert "🏛️" in entry.description


def test_the_same_state_is_the_same_bytes(meeting: MeetingPage) -> None:
    first = attachment(meeting, url="http://x.cz/", method="REQUEST", **PARTIES)
    assert attachment(MeetingPage.objects.get(pk=meeting.pk), url="http://x.cz/", method="REQUEST", **PARTIES) == first


def test_the_entry_says_where_it_is_on_the_map_and_whose_meeting_it_is(dso_a: Association) -> None:
    meeting = make_meeting(dso_a, kind=MeetingKind.BOARD, latitude=50.3, longitude=15.85)
    content = entry_file(meeting, url="http://x.cz/")
    assert b"GEO:50.3;15.85\r\n" in content
    assert f"CATEGORIES:{MeetingKind.BOARD.label}\r\n".encode() in content
    assert b"CREATED:" in content
    assert b"LAST-MODIFIED:" in content


def test_the_uid_is_the_same_in_every_language_and_another_of_another_meeting(
    client: Client, dso_a: Association
) -> None:
    meeting = make_meeting(dso_a, kind=MeetingKind.OTHER)
    ensure_fallbacks(meeting)
    make_meeting(dso_a, "dalsi", kind=MeetingKind.OTHER)
    paths = ("/setkani/setkani/", "/en/meetings/setkani/", "/setkani/dalsi/")
    answers = [client.get(f"{path}calendar/", headers={"host": "horni.localhost"}) for path in paths]
    czech, english, other = (read_alike(answer.content).uid for answer in answers)
    assert czech == english == str(meeting.translation_key)
    assert other != czech
