"""Everything dated in an issue forms one list by itself."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.models import MeetingPage
from newsletters.dates.coming import coming_dates
from newsletters.dates.items import dated_items
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague
from tests.newsletters.factories import article, make_issue

from .issues import ahead, dated_body, deadline, news, part

pytestmark = pytest.mark.django_db


def page_of(client: Client, path: str = "/zpravodaj/zpravodaj-1-2026/") -> str:
    return str(client.get(path, headers={"host": "horni.localhost"}).content.decode())


@pytest.mark.spec("N2")
def test_what_carries_a_date_stands_in_one_list_by_date_with_the_way_to_its_place(
    client: Client, dso_a: Association
) -> None:
    issue = make_issue(dso_a, blocks=dated_body(), published_on=None)
    assert [(item.date, item.title, item.note, item.anchor) for item in dated_items(issue)] == [
        (ahead(-2), "Daň z nemovitých věcí", "jen při změně", ""),
        (ahead(3), "Výlov rybníka", "", "kratce--2"),
        (ahead(10), "poslední den pro žádosti", "Dotace na lavičky", "dotace-na-lavicky"),
        (ahead(20), "Hasičský ples", "Lhota", "z-obci--1"),
    ]
    text = page_of(client)
    listed = text[text.index('<ol class="dates">') :]
    for anchor in re.findall(r'href="#([^"]+)"', listed[: listed.index("</ol>")]):
        assert f'id="{anchor}"' in text
    assert listed.index("Výlov") < listed.index("poslední den") < listed.index("Hasičský")


@pytest.mark.spec("N2")
def test_a_passed_date_says_so_in_words_and_only_once_its_day_is_over(client: Client, dso_a: Association) -> None:
    make_issue(dso_a, blocks=[part("deadlines", "Termíny", []), part("news", "Krátce", [news("Ples", ahead(1))])])
    assert "dates__passed" not in page_of(client)
    with time_machine.travel(prague(f"{ahead(1)}T23:30"), tick=False):
        assert "dates__passed" not in page_of(client)
    with time_machine.travel(prague(f"{ahead(2)}T00:30"), tick=False):
        assert re.search(r"Ples</a> <span class=\"badge dates__passed\">.*?už (byl|proběhl|minul)", page_of(client))


@pytest.mark.spec("N2")
def test_an_issue_with_dates_and_no_part_for_them_shows_them_before_the_closing_words(
    client: Client, dso_a: Association
) -> None:
    body = [part("news", "Krátce", [news("Ples", ahead(1))]), {"type": "closing", "value": "<p>Pište nám.</p>"}]
    make_issue(dso_a, blocks=body)
    text = page_of(client)
    assert text.index('href="#terminy') < text.index('id="terminy') < text.index("Pište nám.")
    make_issue(dso_a, 2, blocks=[article()])
    assert "dates" not in re.findall(r'class="([^"]+)"', page_of(client, "/zpravodaj/zpravodaj-2-2026/"))


@pytest.mark.spec("N2")
def test_meetings_ahead_stand_among_the_dates_as_they_were_frozen(dso_a: Association, manager_a: Any) -> None:
    meeting = make_meeting(dso_a, title="Setkání starostů", starts_at=prague(f"{ahead(5)}T16:00"), ends_at=None)
    meetings: dict[str, Any] = {"type": "meetings", "value": {"heading": "Setkání", "introduction": ""}}
    same_day = part("deadlines", "Termíny", [deadline("Poslední den", ahead(5))])
    issue = make_issue(dso_a, blocks=[meetings, same_day])
    whole_day, item = dated_items(issue)
    assert whole_day.title == "Poslední den"
    assert (item.date, item.title, item.anchor) == (ahead(5), "Setkání starostů", "setkani")
    assert item.uid == str(meeting.translation_key)
    move(meeting, manager_a, ahead(9))
    issue.refresh_from_db()
    assert dated_items(issue)[1].date == ahead(5)


@pytest.mark.spec("M9")
def test_what_is_ahead_and_calendar_files_say_a_meeting_as_it_stands_now(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    moved = make_meeting(dso_a, "snem", title="Sněm", starts_at=prague(f"{ahead(5)}T16:00"), ends_at=None)
    off = make_meeting(dso_a, "rada", title="Rada", starts_at=prague(f"{ahead(6)}T16:00"), ends_at=None)
    meetings: dict[str, Any] = {"type": "meetings", "value": {"heading": "Setkání", "introduction": ""}}
    issue = make_issue(dso_a, blocks=[meetings])
    move(moved, manager_a, ahead(9))
    cancel_meeting(meeting=off, reason="Není co projednat.", user=manager_a)
    archive, day = issue.get_parent().specific, ahead(9)
    with time_machine.travel(prague(f"{ahead(7)}T08:00"), tick=False):
        assert [(item.title, item.date) for item, _issue in coming_dates(archive)] == [("Sněm", day)]
    for path in ("/zpravodaj/terminy.ics", "/zpravodaj/zpravodaj-1-2026/terminy.ics"):
        calendar = Calendar.from_ical(client.get(path, headers={"host": "horni.localhost"}).content)
        events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
        assert events["Sněm"].decoded("dtstart") == prague(f"{ahead(9)}T16:00")
        assert [(events[name]["status"], events[name]["sequence"]) for name in ("Sněm", "Rada")] == [
            ("CONFIRMED", 1),
            ("CANCELLED", 1),
        ]


def move(meeting: MeetingPage, user: Any, day: Any) -> None:
    move_meeting(
        meeting=meeting,
        starts_at=prague(f"{day}T16:00"),
        ends_at=None,
        reason="Sál je obsazený.",
        late_reason="Dřív to nejde zařídit.",
        user=user,
    )
