"""Dates of issues as iCalendar files, read by a calendar library and against RFC 5545 itself."""

import re
from datetime import UTC, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague
from tests.newsletters.factories import make_issue, publish_by_the_union

from .issues import ahead, dated_body, deadline, part

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

LONG = "Žádost o příspěvek na údržbu zeleně; lípy, jírovce a další stromy v obcích svazku: podle výzvy č. 4"


def fetch(client: Client, path: str) -> Any:
    return client.get(path, headers={"host": "horni.localhost"})


def events(client: Client, path: str = "/zpravodaj/zpravodaj-1-2026/terminy.ics") -> dict[str, Any]:
    calendar = Calendar.from_ical(fetch(client, path).content)
    assert not calendar.errors
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


@pytest.mark.spec("N2")
def test_the_calendar_of_an_issue_holds_each_date_as_a_whole_day(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, blocks=dated_body())
    response = fetch(client, "/zpravodaj/zpravodaj-1-2026/terminy.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="zpravodaj-1-2026.ics"'
    found = events(client)
    assert len(found) == 4
    event = found["Výlov rybníka"]
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (ahead(3), ahead(4))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["URL"] == "http://horni.localhost/zpravodaj/zpravodaj-1-2026/#kratce--2"
    assert found["poslední den pro žádosti"]["DESCRIPTION"] == "Dotace na lavičky"


@pytest.mark.spec("N2")
def test_the_file_keeps_to_the_rules_of_rfc_5545(client: Client, dso_a: Association) -> None:
    body = [part("deadlines", "Termíny", [deadline(LONG, ahead(3), "řádek\nza řádkem", "a"), deadline("B", ahead(4))])]
    make_issue(dso_a, blocks=body)
    content = fetch(client, "/zpravodaj/zpravodaj-1-2026/terminy.ics").content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.replace(b"\r\n", b"").count(b"\n") == content.replace(b"\r\n", b"").count(b"\r") == 0
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines)
    unfolded = content.replace(b"\r\n ", b"").decode()
    escaped = LONG.replace(";", r"\;").replace(",", r"\,")
    assert f"SUMMARY:{escaped}\r\n" in unfolded
    assert r"DESCRIPTION:řádek\nza řádkem" in unfolded
    assert re.search(r"^VERSION:2\.0\r$", unfolded, re.MULTILINE)
    assert re.search(r"^PRODID:-//.+//newsletters//CS\r$", unfolded, re.MULTILINE)
    vevents = unfolded.split("BEGIN:VEVENT")[1:]
    for event in vevents:
        assert len(re.findall(r"^UID:\S+\r$", event, re.MULTILINE)) == 1
        assert len(re.findall(r"^DTSTAMP:\d{8}T\d{6}Z\r$", event, re.MULTILINE)) == 1
        assert len(re.findall(r"^DTSTART;VALUE=DATE:\d{8}\r$", event, re.MULTILINE)) == 1
    assert len(set(re.findall(r"^UID:(.+)\r$", unfolded, re.MULTILINE))) == len(vevents) == 2


@pytest.mark.spec("N2")
def test_a_date_keeps_its_identity_when_it_moves_is_reworded_and_is_fetched_again(
    client: Client, dso_a: Association
) -> None:
    make_issue(dso_a, blocks=[part("deadlines", "Termíny", [deadline("Uzávěrka", ahead(3), key="zeleň-1")])])
    first = events(client)["Uzávěrka"]
    assert events(client)["Uzávěrka"] == first
    issue = dso_a.root_page.get_descendants().get(slug="zpravodaj-1-2026").specific
    issue.body[0].value["items"][0]["title"] = "Uzávěrka žádostí"
    issue.body[0].value["items"][0]["date"] = ahead(6)
    issue.save_revision()
    publish_by_the_union(issue)
    moved = events(client)["Uzávěrka žádostí"]
    assert moved["UID"] == first["UID"]
    assert moved.decoded("dtstart") == ahead(6)
    assert moved.decoded("dtstamp") >= first.decoded("dtstamp")


@pytest.mark.spec("N2")
def test_a_meeting_has_its_hours_and_the_identity_of_its_own_calendar_file(client: Client, dso_a: Association) -> None:
    begins = prague(f"{ahead(5)}T16:00")
    meeting = make_meeting(dso_a, title="Setkání starostů", starts_at=begins, ends_at=begins + timedelta(hours=2))
    make_issue(dso_a, blocks=[{"type": "meetings", "value": {"heading": "Setkání", "introduction": ""}}])
    event = events(client)["Setkání starostů"]
    assert event["UID"] == str(meeting.translation_key)
    assert event.decoded("dtstart") == begins.astimezone(UTC)
    assert event.decoded("dtend") == begins.astimezone(UTC) + timedelta(hours=2)


@pytest.mark.spec("N2")
def test_the_archives_calendar_holds_what_is_ahead_in_all_published_issues_once(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    year = ahead(0).year
    items = [deadline("Ples", ahead(5), key="ples"), deadline("Bylo", ahead(-1), key="bylo")]
    make_issue(dso_a, 1, year, blocks=[part("deadlines", "Termíny", items)])
    make_issue(dso_a, 2, year, blocks=[part("deadlines", "Termíny", [deadline("Ples!", ahead(6), key="ples")])])
    make_issue(dso_a, 3, year, blocks=[part("deadlines", "Termíny", [deadline("Tajné", ahead(2))])], live=False)
    make_issue(dso_b, 1, year, blocks=[part("deadlines", "Termíny", [deadline("Cizí", ahead(2))])])
    found = events(client, "/zpravodaj/terminy.ics")
    assert list(found) == ["Ples!"]
    text = fetch(client, "/zpravodaj/").content.decode()
    assert 'href="/zpravodaj/terminy.ics"' in text
    assert "Ples!" in text
    with time_machine.travel(prague(f"{ahead(7)}T09:00"), tick=False):
        assert not events(client, "/zpravodaj/terminy.ics")


def test_a_draft_and_an_unknown_page_have_no_calendar(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, blocks=dated_body(), live=False)
    for path in ("/zpravodaj/zpravodaj-1-2026/terminy.ics", "/zpravodaj/neni/terminy.ics", "/kontakt/terminy.ics"):
        assert fetch(client, path).status_code == 404
