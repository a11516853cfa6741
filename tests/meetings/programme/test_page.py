"""How a notice looks: its place, its map, how one gets in, that it was cancelled, facts for search engines (MTG-4)."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.enums import BarrierFree, MeetingKind
from meetings.models import MeetingBody, MeetingPage
from meetings.places import NEIGHBOURS, map_of
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association, Membership, Municipality
from tests.meetings.factories import make_meeting, prague
from tests.meetings.programme.writing import programme, written

pytestmark = [pytest.mark.django_db, pytest.mark.spec("MTG-4"), pytest.mark.only_on("sqlite")]

HOST = "horni.localhost"
PLACE = {"latitude": 50.3011, "longitude": 15.8662}


def page_of(client: Client, path: str = "/setkani/setkani/") -> str:
    response = client.get(path, headers={"host": HOST})
    assert response.status_code == 200
    return str(response.content.decode().replace("\xa0", " "))


def event(text: str) -> dict[str, Any]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    found: dict[str, Any] = json.loads(block)
    return found


def village(association: Association, **fields: Any) -> Municipality:
    member = Municipality.objects.members_of(association).first()
    assert member is not None
    Municipality.objects.filter(pk=member.pk).update(**fields)
    member.refresh_from_db()
    return member


@pytest.mark.spec("M1")
def test_points_stand_in_nested_lists_with_their_numbers_in_words(client: Client, dso_a: Association) -> None:
    make_meeting(
        dso_a,
        programme=programme(
            written("Zpráva", written("Služby", written("Odpady", speaker="Jan Novák"), note="Za pololetí.\nA výhled."))
        ),
    )
    text = page_of(client)
    found = re.findall(r'programme__number">([\d.]+)</span> ([^<]+)<', text)
    assert found == [("1.", "Zpráva"), ("1.1.", "Služby"), ("1.1.1.", "Odpady")]
    assert text.count('<ol class="programme">') == 3
    assert "Za pololetí.<br>A výhled." in text
    assert text.index("Zpráva</h3>") < text.index("Služby</p>") < text.index("Jan Novák")


@pytest.mark.parametrize(
    ("latitude", "longitude", "field"),
    [(50.1, None, "longitude"), (None, 15.2, "latitude"), (10.0, 15.2, "latitude"), (50.1, 40.0, "longitude")],
)
def test_a_place_has_both_degrees_within_the_country_or_none(
    dso_a: Association, latitude: float | None, longitude: float | None, field: str
) -> None:
    meeting = make_meeting(dso_a, live=False)
    meeting.latitude, meeting.longitude = latitude, longitude
    with pytest.raises(ValidationError) as refused:
        meeting.full_clean()
    assert list(refused.value.message_dict) == [field]
    meeting.latitude, meeting.longitude = 50.1, 15.2
    meeting.full_clean()


def test_the_map_shows_the_place_else_the_municipality_else_nothing(client: Client, dso_a: Association) -> None:
    member = village(dso_a, latitude=50.3, longitude=15.8)
    neighbour = Municipality.objects.create(code="980000", name="Nedaleká", latitude=50.31, longitude=15.85)
    far = Municipality.objects.create(code="980099", name="Daleká", latitude=49.0, longitude=13.0)
    others = [
        Municipality.objects.create(code=f"98000{n}", name=f"Lhota {n}", latitude=50.3, longitude=15.8)
        for n in range(1, NEIGHBOURS - 1)
    ]
    for place in (neighbour, far, *others):
        Membership.objects.create(association=dso_a, municipality=place, joined_on=date(2020, 1, 1))
    assert map_of(MeetingPage(place="radnice")) is None
    town = map_of(MeetingPage(place="radnice", municipality=member))
    assert town is not None
    assert [(point.name, point.is_main) for point in town.points] == [(member.name, True)]
    exact = map_of(MeetingPage(place="radnice", municipality=member, **PLACE))
    assert exact is not None
    assert [(point.name, point.is_main) for point in exact.points] == [("radnice", True), (member.name, False)]
    long = map_of(MeetingPage(place="zasedací místnost městského úřadu", municipality=member, **PLACE))
    assert long is not None
    assert [point.name for point in long.points] == [member.name]
    alone = map_of(MeetingPage(place="hájovna", **PLACE))
    assert alone is not None
    make_meeting(dso_a, municipality=member, **PLACE)
    text = page_of(client)
    assert 'class="map"' in text
    assert f'data-name="{neighbour.name}"' in text
    assert "Daleká" not in text
    assert "mlat=50.30110&amp;mlon=15.86620" in text
    make_meeting(dso_a, "bez-mista")
    assert 'class="map"' not in page_of(client, "/setkani/bez-mista/")
    nowhere = village(dso_a, latitude=None, longitude=None)
    assert map_of(MeetingPage(place="radnice", municipality=nowhere)) is None


@pytest.mark.parametrize(
    ("known", "note", "words"),
    [
        (BarrierFree.YES, "", "<b>Bezbariérový přístup</b>"),
        (BarrierFree.PARTLY, "rampa ze dvora", "<b>Přístup zčásti bezbariérový</b>: <span>rampa ze dvora"),
        (BarrierFree.UNKNOWN, "výtah", "<span>výtah"),
        (BarrierFree.UNKNOWN, "", ""),
    ],
)
def test_how_one_gets_in_is_said_in_words_with_an_icon(
    client: Client, dso_a: Association, known: str, note: str, words: str
) -> None:
    make_meeting(dso_a, barrier_free=known, barrier_free_note=note)
    text = page_of(client)
    assert ("#accessible" in text) == bool(words)
    assert words in text


def test_the_body_stands_over_the_title_and_in_lists(client: Client, dso_a: Association) -> None:
    body = MeetingBody.objects.get(site=dso_a.site_id, slug="rada")
    ensure_fallbacks(make_meeting(dso_a, kind=MeetingKind.BOARD, body=body))
    for path in ("/setkani/setkani/", "/setkani/", "/"):
        assert "Rada svazku" in page_of(client, path)
    for path in ("/en/meetings/setkani/", "/en/meetings/"):
        assert body.name_en in page_of(client, path)


def test_a_cancelled_meeting_says_so_with_a_word_everywhere_and_offers_no_calendar(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = make_meeting(dso_a)
    text = page_of(client)
    assert "badge--bad" not in text
    assert event(text)["eventStatus"] == "https://schema.org/EventScheduled"
    cancel_meeting(meeting=meeting, reason="Nemoc.", user=manager_a)
    text = page_of(client)
    assert re.search(r"badge--bad.*?Zrušeno", text, re.S)
    assert "/setkani/setkani/calendar/" not in text
    assert "when--off" in text
    assert event(text)["eventStatus"] == "https://schema.org/EventCancelled"
    assert "Zrušeno" in page_of(client, "/setkani/")


@pytest.mark.spec("O5")
def test_search_engines_are_told_when_where_and_what_became_of_it(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    member = village(dso_a)
    meeting = make_meeting(
        dso_a,
        title="Setkání </script> & spol.",
        lead="Rozpočet.",
        starts_at=prague("2031-07-08T15:00"),
        ends_at=prague("2031-07-08T17:00"),
        address="Dlouhá 3",
        municipality=member,
        **PLACE,
    )
    told = event(page_of(client))
    assert told["@type"] == "Event"
    assert told["name"] == "Setkání </script> & spol."
    assert (told["startDate"], told["endDate"]) == ("2031-07-08T15:00:00+02:00", "2031-07-08T17:00:00+02:00")
    assert told["location"]["address"]["addressLocality"] == member.name
    assert told["location"]["address"]["streetAddress"] == "Dlouhá 3"
    assert told["location"]["geo"]["latitude"] == PLACE["latitude"]
    assert told["organizer"]["name"] == dso_a.name
    assert "previousStartDate" not in told
    week = timedelta(days=7)
    move_meeting(
        meeting=meeting,
        starts_at=meeting.starts_at + week,
        ends_at=meeting.ends_at + week,
        reason="Volby.",
        user=manager_a,
    )
    told = event(page_of(client))
    assert told["eventStatus"] == "https://schema.org/EventRescheduled"
    assert told["previousStartDate"] == "2031-07-08T15:00:00+02:00"
    assert told["startDate"] == "2031-07-15T15:00:00+02:00"
