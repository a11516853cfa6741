"""Meetings as events by the norm Události 2020-07-01, with barrier-free facts by Bezbariérovost (O2)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.enums import BarrierFree
from meetings.models import MeetingPage
from portal.core.ofn import ACCESSIBLE
from portal.tenancy.models import Association

from ..meetings.factories import make_meeting, prague
from .exports import ADDRESSES, ROOT, SECRET, make_bare_meeting, make_full_meeting, read
from .norms import problems

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def events(client: Client) -> list[Any]:
    found: list[Any] = read(client, "events")
    return found


@pytest.mark.spec("O2")
def test_without_meetings_there_is_an_empty_list(api: Client, dso_a: Association) -> None:
    assert events(api) == []


@pytest.mark.spec("O2")
def test_an_event_says_what_when_where_and_who_holds_it(api: Client, dso_a: Association) -> None:
    dso_a.email = "svazek@example.org"
    dso_a.save()
    meeting = make_full_meeting(dso_a)
    [found] = events(api)
    assert found["iri"] == f"http://horni.localhost{ROOT}/udalosti/{meeting.translation_key}"
    assert found["pořadatel"] == [{"typ": "Osoba", "ičo": dso_a.ico, "název": {"cs": dso_a.name}}]
    [place] = found["umístění"]
    assert place["adresa"]["text"]["cs"] == meeting.full_address
    assert place["adresa"]["obec"] == f"https://linked.cuzk.cz/resource/ruian/obec/{meeting.municipality_id}"
    assert place["geometrie"] == {"type": "Point", "coordinates": [15.9, 50.3]}
    assert found["dlouhý_popis"]["cs"].splitlines() == ["1. Zahájení", "2. Rozpočet", "2.1. Příjmy", "2.2. Výdaje"]
    assert found["příloha"][0]["url"] == "http://horni.localhost/setkani/rozpocet/"
    assert [file["název"]["cs"] for file in found["příloha"][1:]] == ["Rozpočet"]
    assert found["kontakt"][0]["email"] == "mailto:svazek@example.org"
    assert SECRET not in json.dumps(found, ensure_ascii=False)
    assert "Tajný" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.spec("O2")
@pytest.mark.parametrize(
    ("starts", "written"),
    [
        ("2030-01-15T16:00", "2030-01-15T16:00:00+01:00"),
        ("2030-07-15T16:00", "2030-07-15T16:00:00+02:00"),
        ("2030-03-31T03:00", "2030-03-31T03:00:00+02:00"),
        ("2030-12-31T23:30", "2030-12-31T23:30:00+01:00"),
    ],
)
def test_moments_have_the_offset_of_prague_on_that_day(
    api: Client, dso_a: Association, starts: str, written: str
) -> None:
    make_meeting(dso_a, starts_at=prague(starts))
    [found] = events(api)
    [held] = found["doba_trvání"]
    assert held["časový_interval"]["začátek"]["datum_a_čas"] == written
    assert held["časový_interval"]["konec"] == found["relevantní_do"]


@pytest.mark.spec("O2")
def test_an_event_without_end_and_place_says_so_and_is_valid(api: Client, dso_a: Association) -> None:
    meeting = make_bare_meeting(dso_a)
    [found] = events(api)
    assert found["doba_trvání"][0]["časový_interval"]["konec"] == {"typ": "Časový okamžik", "nespecifikovaný": True}
    assert found["relevantní_do"]["datum"] == timezone.localdate(meeting.starts_at).isoformat()
    assert not {"umístění", "dlouhý_popis", "bezbariérovost", "popis"} & found.keys()


@pytest.mark.spec("O2")
@pytest.mark.parametrize("state", [BarrierFree.YES, BarrierFree.PARTLY, BarrierFree.NO])
def test_what_is_known_of_getting_in_comes_with_it(api: Client, dso_a: Association, state: BarrierFree) -> None:
    make_meeting(dso_a, barrier_free=state, barrier_free_note="rampa ze dvora")
    [found] = events(api)
    facts = found["bezbariérovost"]
    assert facts["popis"]["cs"] == f"{state.label}: rampa ze dvora"
    assert facts["mapování_dle_metodiky"] is False
    assert facts.get("tělesně_postižení_objekt_přístupnost") == (ACCESSIBLE if state == BarrierFree.YES else None)
    assert facts.get("interiér_přístupnost") == (False if state == BarrierFree.NO else None)


@pytest.mark.spec("O2", "M9")
def test_a_cancelled_meeting_is_no_event_but_answers_at_its_identifier(
    api: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = make_full_meeting(dso_a)
    [before] = events(api)
    cancel_meeting(meeting=meeting, reason="Nemoc", user=manager_a)
    assert events(api) == []
    found = read(api, "event", before["iri"])
    assert found["název"]["cs"] == "Zrušeno: Setkání starostů k rozpočtu"
    meeting.refresh_from_db()
    assert found["relevantní_do"]["datum_a_čas"][:16] == timezone.localtime(meeting.cancelled_at).isoformat()[:16]


@pytest.mark.spec("O2", "M9")
def test_a_moved_meeting_keeps_its_identifier(api: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_full_meeting(dso_a, starts_at=prague("2031-05-05T16:00"), ends_at=None)
    [before] = events(api)
    later = prague("2031-06-05T16:00")
    move_meeting(meeting=meeting, starts_at=later, ends_at=None, reason="Nemoc", user=manager_a)
    [found] = events(api)
    assert found["iri"] == before["iri"]
    assert found["doba_trvání"][0]["časový_interval"]["začátek"]["datum_a_čas"] == "2031-06-05T16:00:00+02:00"
    assert "5. května 2031" in found["popis"]["cs"]
    assert found["aktualizováno"]["datum_a_čas"] >= before["aktualizováno"]["datum_a_čas"]
    assert found["vytvořeno"] == before["vytvořeno"]


@pytest.mark.spec("O2")
def test_meetings_of_the_last_year_are_in_older_ones_answer_alone(api: Client, dso_a: Association) -> None:
    make_meeting(dso_a, "loni", starts_at=timezone.now() - timedelta(days=300))
    old = make_meeting(dso_a, "davno", starts_at=timezone.now() - timedelta(days=400))
    assert [each["název"]["cs"] for each in events(api)] == ["Setkání loni"]
    assert read(api, "event", f"{ROOT}/udalosti/{old.translation_key}")["název"]["cs"] == "Setkání davno"


@pytest.mark.spec("O2")
def test_a_real_translation_adds_english_words(api: Client, dso_a: Association) -> None:
    meeting = make_full_meeting(dso_a)
    english = Locale.objects.get(language_code="en")
    there = MeetingPage.objects.filter(translation_key=meeting.translation_key, locale=english).first()
    if there is None:
        there = meeting.copy_for_translation(english, copy_parents=True)
    MeetingPage.objects.filter(pk=there.pk).update(alias_of=None, live=True, title="Budget meeting", lead="Money.")
    [found] = events(api)
    assert found["název"] == {"cs": "Setkání starostů k rozpočtu", "en": "Budget meeting"}
    assert found["popis"]["en"] == "Money."


@pytest.mark.spec("O2")
def test_drafts_and_other_associations_meetings_are_never_in(
    api: Client, union_api: Client, dso_a: Association, dso_b: Association
) -> None:
    draft = make_meeting(dso_a, "koncept", live=False)
    theirs = make_meeting(dso_b, "cizi")
    assert events(api) == []
    for page in (draft, theirs):
        assert api.get(f"{ROOT}/udalosti/{page.translation_key}").status_code == 404
    [found] = events(union_api)
    assert found["iri"].startswith("http://dolni.localhost/")
    of_one = union_api.get(f"{ADDRESSES['events']}?association=horni").json()
    assert (of_one, problems("events", of_one)) == ([], [])
