"""The iCalendar file of a meeting, read by a calendar library."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from portal.tenancy.models import Association

from ..factories import make_meeting, point, prague

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M10"), pytest.mark.only_on("sqlite")]


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
