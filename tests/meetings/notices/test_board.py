"""The board: what hangs there, what came down by itself, and the archive with both dates (M7)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from meetings.changing.cancelling import cancel_meeting
from meetings.enums import MeetingKind
from meetings.models import MeetingBody, MeetingPage, Notice
from meetings.notices.board import archived, on_board
from meetings.notices.state import notice_of
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting, prague

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("M7")]

HOST = {"host": "horni.localhost"}


def notice(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    return make_meeting(association, slug, **{"kind": MeetingKind.OTHER, "ends_at": None, **fields})


def came_down(association: Association, slug: str, year: int, **fields: Any) -> MeetingPage:
    """A notice that hung there in `year`, from 18 November to the meeting on 9 December."""
    meeting = notice(association, slug, starts_at=prague(f"{year}-12-09T15:00"), live=False, **fields)
    meeting.save_revision().publish()
    row = {"posted_at": prague(f"{year}-11-18T09:00"), "removed_at": prague(f"{year}-12-10T00:00")}
    Notice.objects.update_or_create(meeting=meeting, site=association.site, defaults=row)
    return meeting


def text_of(client: Client, path: str = "/setkani/deska/") -> str:
    response = client.get(path, headers=HOST)
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


# --- Clocks ----------------------------------------------------------------------------------------
@pytest.mark.on_both
@pytest.mark.parametrize(
    ("last_day", "stands", "down"),
    [
        ("2026-12-31", "2026-12-31 23:59:59 +01:00", "2027-01-01 00:00 +01:00"),
        ("2027-03-27", "2027-03-27 23:59:59 +01:00", "2027-03-28 00:00 +01:00"),
        ("2027-03-28", "2027-03-28 23:59:59 +02:00", "2027-03-29 00:00 +02:00"),
        ("2027-10-30", "2027-10-30 23:59:59 +02:00", "2027-10-31 00:00 +02:00"),
        ("2027-10-31", "2027-10-31 23:59:59 +01:00", "2027-11-01 00:00 +01:00"),
    ],
)
def test_a_notice_comes_down_by_itself_at_midnight_in_prague(
    dso_a: Association, last_day: str, stands: str, down: str
) -> None:
    meeting = notice(dso_a, starts_at=prague(f"{last_day}T18:00"))
    with time_machine.travel(stands, tick=False):
        assert notice_of(meeting).is_on_board
        assert [row.meeting_id for row in on_board(dso_a.site)] == [meeting.pk]
        assert not archived(dso_a.site).exists()
    with time_machine.travel(down, tick=False):
        state = notice_of(meeting)
        assert not state.is_on_board
        assert state.removed_at == timezone.now()
        assert state.removed_on == date.fromisoformat(last_day)
        assert on_board(dso_a.site) == []
        assert [row.meeting_id for row in archived(dso_a.site)] == [meeting.pk]


def test_the_last_day_is_the_one_that_was_chosen(dso_a: Association) -> None:
    meeting = notice(dso_a, starts_at=prague("2027-01-20T18:00"), notice_until=date(2027, 2, 5))
    with time_machine.travel("2027-02-05 20:00 +01:00", tick=False):
        assert notice_of(meeting).is_on_board
    with time_machine.travel("2027-02-06 00:00 +01:00", tick=False):
        assert notice_of(meeting).removed_on == date(2027, 2, 5)


def test_a_page_that_was_just_read_by_others_is_not_shown_as_standing_after_its_hour(
    client: Client, dso_a: Association
) -> None:
    notice(dso_a, "posledni", starts_at=prague("2027-01-20T18:00"))
    with time_machine.travel("2027-01-20 23:59:59 +01:00", tick=False):
        assert "visí do 20. 1. 2027" in text_of(client)
        assert "sejmuto" not in text_of(client, "/setkani/posledni/")
    with time_machine.travel("2027-01-21 00:00:01 +01:00", tick=False):
        assert "sejmuto 20. 1. 2027" in text_of(client)
        assert "sejmuto 20. 1. 2027" in text_of(client, "/setkani/posledni/")


# --- The page --------------------------------------------------------------------------------------
def test_the_board_shows_what_hangs_now_and_the_archive_with_both_dates(client: Client, dso_a: Association) -> None:
    notice(dso_a, "nova", title="Setkání, které bude")
    came_down(dso_a, "stara", 2025, title="Setkání, které bylo")
    text = text_of(client)
    now, archive = text.split('id="archive-h"')
    assert "Setkání, které bude" in now
    assert "Setkání, které bude" not in archive
    assert "Setkání, které bylo" not in now
    assert "Vyvěšeno 18. 11. 2025, sejmuto 9. 12. 2025" in archive
    page = text_of(client, "/setkani/stara/")
    assert "Vyvěšeno 18. 11. 2025, sejmuto 9. 12. 2025" in page
    assert 'href="/setkani/stara/doklad/"' in page


def test_the_archive_is_read_by_years_and_bodies_a_page_at_a_time(client: Client, dso_a: Association) -> None:
    council = MeetingBody.objects.get(site=dso_a.site, slug="rada")
    for number in range(21):
        came_down(dso_a, f"rok-2024-{number}", 2024)
    came_down(dso_a, "rada-2025", 2025, body=council, title="Jednání rady")
    text = text_of(client)
    assert 'rel="next"' in text
    assert "?year=2024" in text
    only = text_of(client, "/setkani/deska/?year=2025")
    assert "Jednání rady" in only
    assert "rok-2024" not in only
    of_council = text_of(client, "/setkani/deska/?body=rada")
    assert "Jednání rady" in of_council
    assert "rok-2024" not in of_council
    assert text_of(client, "/setkani/deska/?year=2024&page=2").count("rok-2024-") >= 1
    for nonsense in ("?year=x", "?year=99999", "?body=nic", "?page=999"):
        assert client.get(f"/setkani/deska/{nonsense}", headers=HOST).status_code == 200


def test_an_empty_board_says_so(client: Client, dso_a: Association) -> None:
    text = text_of(client)
    assert "Teď na desce nic není." in text
    assert "Zatím nic nebylo sejmuto." in text


def test_the_board_in_english_leads_to_english_pages(client: Client, dso_a: Association) -> None:
    meeting = notice(dso_a)
    ensure_fallbacks(meeting)
    text = text_of(client, "/en/meetings/deska/")
    assert "On the board now" in text
    assert 'href="/en/meetings/setkani/"' in text


def test_another_association_s_notices_hang_on_its_own_board(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    notice(dso_b, "cizi", title="Cizí setkání")
    assert "Cizí setkání" not in text_of(client)
    assert [row.site_id for row in on_board([dso_a.site, dso_b.site])] == [dso_b.site_id]


def test_a_draft_hangs_nowhere(client: Client, dso_a: Association) -> None:
    meeting = notice(dso_a, "koncept", live=False)
    assert notice_of(meeting).posted_at is None
    assert on_board() == []
    assert client.get("/setkani/koncept/", headers=HOST).status_code == 404
    assert client.get("/setkani/koncept/doklad/", headers=HOST).status_code == 404


def test_the_board_costs_the_same_however_much_hangs_there(
    client: Client, dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    notice(dso_a, "jedno")
    came_down(dso_a, "davne", 2024)
    text_of(client)
    few = len(queries(lambda: text_of(client)))
    for number in range(4):
        notice(dso_a, f"dalsi-{number}")
        came_down(dso_a, f"davne-{number}", 2024)
    text_of(client)
    assert len(queries(lambda: text_of(client))) == few


# --- The home page ---------------------------------------------------------------------------------
def test_the_home_page_shows_the_next_meeting_that_will_be_held_and_notices_that_come_down_soon(
    client: Client, dso_a: Association
) -> None:
    soon = timezone.now() + timedelta(days=1)
    off = notice(dso_a, "zruseno", title="Zrušené setkání", starts_at=soon)
    user = get_user_model().objects.create_superuser("sef", "sef@example.org", "heslo")
    cancel_meeting(meeting=off, reason="Nemoc.", user=user)
    notice(dso_a, "pristi", title="Příští setkání", starts_at=soon + timedelta(days=1))
    notice(dso_a, "pozdni", title="Pozdní setkání", starts_at=soon + timedelta(days=30))
    text = text_of(client, "/")
    assert text.count("Příští setkání") == 1
    assert "Vývěsky, které brzy skončí" in text
    assert text.index("Příští setkání") < text.index("Zrušené setkání")
    assert "Pozdní setkání" not in text


def test_the_home_page_says_nothing_of_notices_where_none_ends(
    client: Client, dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    notice(dso_a, "pristi", title="Příští setkání", starts_at=timezone.now() + timedelta(days=2))
    text = text_of(client, "/")
    assert "Příští setkání" in text
    assert "Vývěsky, které brzy skončí" not in text
    asked = [sql for sql in queries(lambda: text_of(client, "/")) if "meetings_meetingpage" in sql]
    assert len(asked) == 1
