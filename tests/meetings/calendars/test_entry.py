"""The iCalendar file of a meeting, read by a calendar library."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from meetings.models import MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association

from ..factories import make_meeting, point, prague

pytestmark = pytest.mark.django_db


def fetch(client: Client, path: str = "/setkani/setkani/calendar/") -> Any:
    response = client.get(path, headers={"host": "horni.localhost"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="setkani.ics"'
    calendar = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0"
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return event


def test_the_event_holds_the_meeting_in_universal_time(client: Client, dso_a: Association) -> None:
    make_meeting(
        dso_a,
        title="Setkání starostů, akční plán; výběr",
        starts_at=prague("2026-12-03T15:00"),
        ends_at=prague("2026-12-03T17:30"),
        address="Dlouhá 3",
        lead="Příliš žluťoučký kůň.",
        programme=[("point", point("Zahájení")["value"]), ("point", point("Zpráva")["value"])],
    )
    event = fetch(client)
    assert event.decoded("dtstart") == datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 12, 3, 16, 30, tzinfo=UTC)
    assert event["summary"] == "Setkání starostů, akční plán; výběr"
    assert event["location"] == "zasedací místnost, Dlouhá 3"
    assert event["description"] == (
        "Příliš žluťoučký kůň.\n1. Zahájení\n2. Zpráva\nhttp://horni.localhost/setkani/setkani/"
    )
    assert event["url"] == "http://horni.localhost/setkani/setkani/"


@pytest.mark.parametrize(
    ("local", "universal"),
    [
        ("2026-03-29T01:30", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        ("2026-03-29T03:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25T01:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("2026-10-25T03:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        ("2027-01-01T00:15", datetime(2026, 12, 31, 23, 15, tzinfo=UTC)),
    ],
)
def test_the_time_is_right_around_changes_of_the_clock_and_the_year(
    client: Client, dso_a: Association, local: str, universal: datetime
) -> None:
    make_meeting(dso_a, starts_at=prague(local), ends_at=None)
    event = fetch(client)
    assert event.decoded("dtstart") == universal
    assert "dtend" not in event


def test_the_identity_stays_when_the_meeting_moves_and_in_every_language(client: Client, dso_a: Association) -> None:
    meeting = make_meeting(dso_a)
    ensure_fallbacks(meeting)
    before = fetch(client)
    meeting.starts_at, meeting.ends_at = prague("2030-05-05T10:00"), None
    meeting.save_revision().publish()
    after = fetch(client)
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") != before.decoded("dtstart")
    assert fetch(client, "/en/meetings/setkani/calendar/")["uid"] == before["uid"]
    other = make_meeting(dso_a, "dalsi")
    assert str(other.translation_key) != before["uid"]
    assert MeetingPage.objects.filter(translation_key=meeting.translation_key).count() == 2
