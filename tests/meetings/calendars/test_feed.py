"""Subscribing to meetings in a calendar, per association and per body (M10)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from meetings.calendars.entry import PRODUCT
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.enums import MeetingKind
from meetings.models import MeetingBody, MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association
from tests.meetings.calendars.readers import read_all
from tests.meetings.factories import make_many_meetings, make_meeting, point

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M10"), pytest.mark.only_on("sqlite")]

FEED, BOARD = "/setkani/kalendar.ics", "/setkani/kalendar/rada.ics"


def get(client: Client, path: str = FEED, host: str = "horni.localhost", **headers: str) -> Any:
    return client.get(path, headers={"host": host, **headers})


def body_of(association: Association, slug: str = "rada") -> MeetingBody:
    return MeetingBody.objects.get(site=association.site, slug=slug)


def meeting_of(association: Association, slug: str, **fields: Any) -> MeetingPage:
    return make_meeting(association, slug, kind=MeetingKind.OTHER, title=slug, **fields)


def summaries(response: Any) -> list[str]:
    assert response.status_code == 200
    return [entry.summary for entry in read_all(response.content)]


def test_the_feed_holds_all_public_meetings_ahead_and_of_the_last_thirteen_months(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    now = timezone.now()
    meeting_of(dso_a, "priste")
    meeting_of(dso_a, "lonske", starts_at=now - timedelta(days=385))
    meeting_of(dso_a, "davne", starts_at=now - timedelta(days=405))
    meeting_of(dso_a, "koncept", live=False)
    meeting_of(dso_b, "cizi")
    closed = meeting_of(dso_a, "uzavrene")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert summaries(get(client)) == ["lonske", "priste"]


def test_a_body_has_a_feed_of_its_own(client: Client, dso_a: Association) -> None:
    meeting_of(dso_a, "rada", body=body_of(dso_a))
    meeting_of(dso_a, "starostove", body=body_of(dso_a, "setkani"))
    meeting_of(dso_a, "bez-organu")
    assert summaries(get(client, BOARD)) == ["rada"]
    assert sorted(summaries(get(client))) == ["bez-organu", "rada", "starostove"]
    body = body_of(dso_a)
    body.is_active = False
    body.save()
    assert summaries(get(client, BOARD)) == ["rada"]


def test_a_body_nobody_has_or_another_association_has_is_no_address(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    MeetingBody.objects.create(site=dso_b.site, name="Jejich výbor", slug="vybor")
    assert get(client, "/setkani/kalendar/vybor.ics", "dolni.localhost").status_code == 200
    for path in ("vybor", "nic", "RADA", "rada.ics"):
        assert get(client, f"/setkani/kalendar/{path}.ics").status_code == 404
    assert get(client, FEED, "localhost").status_code == 404
    assert get(client, "/zpravodaj/kalendar.ics").status_code == 404


def test_programs_learn_the_name_and_how_often_to_look(client: Client, dso_a: Association, settings: Any) -> None:
    meeting_of(dso_a, "rada", body=body_of(dso_a))
    answer = get(client, BOARD)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="rada.ics"'
    calendar = Calendar.from_ical(answer.content)
    assert calendar["x-wr-calname"] == calendar["name"] == f"Rada svazku – {dso_a.short_name}"
    assert calendar["prodid"] == PRODUCT.format(name=settings.WAGTAIL_SITE_NAME)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in answer.content
    assert b"METHOD:PUBLISH\r\n" in answer.content
    assert b"ATTENDEE" not in answer.content


def test_an_empty_feed_is_a_calendar_too(client: Client, dso_a: Association) -> None:
    answer = get(client)
    assert "Last-Modified" not in answer
    assert summaries(answer) == []


def test_a_point_that_is_not_public_is_in_no_calendar_in_any_language(client: Client, dso_a: Association) -> None:
    secret = point("Tajná kauce", note="Tajná poznámka", speaker="Tajný host")
    secret["value"]["is_public"] = False
    open_one = point("Rozpočet", speaker="Ing. Jana Nováková")
    open_one["value"]["points"] = [point("Příjmy")["value"], {**secret["value"], "title": "Tajné výdaje"}]
    meeting = meeting_of(dso_a, "rada", body=body_of(dso_a), programme=json.dumps([secret, open_one]))
    ensure_fallbacks(meeting)
    for path in (FEED, BOARD, "/en/meetings/kalendar.ics", "/en/meetings/kalendar/rada.ics"):
        [entry] = read_all(get(client, path).content)
        said = entry.description.split("\n")
        assert said[:2] == ["1. Rozpočet – Ing. Jana Nováková", "  1.1. Příjmy"]
        assert len(said) == 3
        assert "Tajn" not in get(client, path).content.decode().replace("\r\n ", "")


def test_a_translated_notice_keeps_to_itself_what_the_czech_one_does(client: Client, dso_a: Association) -> None:
    """The point was made secret after the translation was written."""
    known = {**point("Kauce"), "id": "7a3f3f6e-0000-4000-8000-000000000001"}
    meeting = meeting_of(dso_a, "rada", programme=json.dumps([known, point("Rozpočet")]))
    ensure_fallbacks(meeting)
    english = MeetingPage.objects.get(translation_key=meeting.translation_key, locale__language_code="en")
    words = [{**known, "value": {**known["value"], "title": "Bail"}}, point("Budget")]
    MeetingPage.objects.filter(pk=english.pk).update(alias_of=None, programme=json.dumps(words))
    hidden = {**known, "value": {**known["value"], "is_public": False}}
    MeetingPage.objects.filter(pk=meeting.pk).update(programme=json.dumps([hidden, point("Rozpočet")]))
    said = read_all(get(client, "/en/meetings/kalendar.ics").content)[0].description
    assert "Budget" in said
    assert "Bail" not in said


def test_the_english_list_has_an_english_feed_of_the_same_entries(client: Client, dso_a: Association) -> None:
    meeting = meeting_of(dso_a, "rada", body=body_of(dso_a))
    ensure_fallbacks(meeting)
    body = body_of(dso_a)
    body.name_en = "Board"
    body.save()
    answer = get(client, "/en/meetings/kalendar/rada.ics")
    [entry] = read_all(answer.content)
    assert entry.uid == str(meeting.translation_key)
    assert f"Board – {dso_a.short_name}" in answer.content.decode()
    assert b"CATEGORIES:Board\r\n" in answer.content
    assert b"URL:http://horni.localhost/en/meetings/rada/\r\n" in answer.content


def test_moving_and_cancelling_reach_who_subscribed(client: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = meeting_of(dso_a, "rada")
    [before] = read_all(get(client).content)
    later = (meeting.starts_at + timedelta(days=7)).replace(microsecond=0)
    move_meeting(meeting=meeting, starts_at=later, ends_at=None, reason="Sál.", user=manager_a)
    [moved] = read_all(get(client).content)
    assert (moved.uid, moved.sequence, moved.status, moved.start) == (before.uid, 1, "CONFIRMED", later)
    cancel_meeting(meeting=meeting, reason="Nemoc.", user=manager_a)
    [cancelled] = read_all(get(client).content)
    assert (cancelled.uid, cancelled.sequence, cancelled.status) == (before.uid, 2, "CANCELLED")
    assert cancelled.summary == "Zrušeno: rada"
    assert b"TRANSP:TRANSPARENT" in get(client).content


def test_who_has_it_gets_nothing_new_until_something_changes(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = meeting_of(dso_a, "rada")
    first = get(client)
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Last-Modified"].endswith("GMT")
    assert "Set-Cookie" not in first
    again = get(client, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    head = client.head(FEED, headers={"host": "horni.localhost"})
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    cancel_meeting(meeting=meeting, reason="Nemoc.", user=manager_a)
    assert get(client, **{"if-none-match": first["ETag"]}).status_code == 200


def test_a_notice_that_went_is_told_though_it_leaves_no_time_behind(client: Client, dso_a: Association) -> None:
    meeting_of(dso_a, "zustava")
    went = meeting_of(dso_a, "zmizi")
    first = get(client)
    PageViewRestriction.objects.create(page=went, restriction_type=PageViewRestriction.LOGIN)
    again = get(client, **{"if-modified-since": first["Last-Modified"]})
    assert summaries(again) == ["zustava"]


def test_many_meetings_cost_what_a_few_do(client: Client, dso_a: Association) -> None:
    def cost() -> int:
        get(client)
        with CaptureQueriesContext(connection) as queries:
            assert get(client).status_code == 200
        return len(queries)

    make_many_meetings(dso_a, 5, days=20)
    few = cost()
    make_many_meetings(dso_a, 20, days=100)
    assert cost() == few <= 12


def test_the_list_offers_every_feed_by_a_link_and_an_address_to_copy(client: Client, dso_a: Association) -> None:
    body = MeetingBody.objects.get(site=dso_a.site, slug="valna-hromada")
    body.is_active = False
    body.save()
    page = get(client, "/setkani/").content.decode()
    for path in (FEED, BOARD, "/setkani/kalendar/setkani.ics"):
        assert f'href="webcal://horni.localhost{path}"' in page
        assert f'value="http://horni.localhost{path}"' in page
    assert "valna-hromada.ics" not in page
    assert 'webcal://horni.localhost/en/meetings/kalendar/rada.ics"' in get(client, "/en/meetings/").content.decode()
