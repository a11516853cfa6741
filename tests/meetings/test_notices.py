"""Notices of meetings as citizens see them (MTG-4)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail_factories import DocumentFactory

from meetings.models import MeetingFile, MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.tenancy.models import Association, Municipality

from .factories import list_of, make_many_meetings, make_meeting, point, prague

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]

HOST_A = "horni.localhost"
HOST_B = "dolni.localhost"


def get(client: Client, path: str, host: str = HOST_A) -> Any:
    return client.get(path, headers={"host": host})


@pytest.mark.spec("MTG-4")
def test_a_notice_says_when_where_what_and_who_may_come(client: Client, dso_a: Association) -> None:
    member = Municipality.objects.members_of(dso_a).first()
    assert member is not None
    make_meeting(
        dso_a,
        starts_at=prague("2026-12-03T15:00"),
        ends_at=prague("2026-12-03T17:30"),
        address="Dlouhá 3",
        municipality=member,
        programme=[("point", {"title": "Zpráva o činnosti", "note": "Za půl roku.", "speaker": "manažerka"})],
        who_may_come="<p>Přijít může každý.</p>",
        note="<p>Námět pošlete předem.</p>",
    )
    with time_machine.travel("2026-11-22 12:00 +01:00", tick=False):
        text = get(client, "/setkani/setkani/").content.decode().replace("\xa0", " ")
    assert 'datetime="2026-12-03T15:00:00+01:00"' in text
    assert "čtvrtek 3. 12. 2026" in text
    assert "15:00–<time" in text
    assert "17:30</time>" in text
    assert f"Dlouhá 3, {member.name}" in text
    for words in ("Zpráva o činnosti", "Za půl roku.", "manažerka", "Přijít může každý.", "Námět pošlete předem."):
        assert words in text
    assert text.count("<h1") == 1


@pytest.mark.on_both
@pytest.mark.spec("WEB-2")
@pytest.mark.spec("MTG-4")
def test_meetings_ahead_come_first_the_nearest_on_top_then_past_ones(client: Client, dso_a: Association) -> None:
    for slug, days in (("za-mesic", 30), ("zitra", 1), ("vcera", -1), ("vloni", -365)):
        make_meeting(dso_a, slug, starts_at=prague("2026-11-22T12:00") + timedelta(days=days))
    make_meeting(dso_a, "koncept", live=False)
    with time_machine.travel("2026-11-22 13:00 +01:00", tick=False):
        text = get(client, "/setkani/").content.decode()
    found = [text.find(f"/setkani/{slug}/") for slug in ("zitra", "za-mesic", "vcera", "vloni")]
    assert -1 not in found
    assert found == sorted(found)
    assert text.find('id="ahead-h"') < found[0] < text.find('id="past-h"') < found[2]
    assert "koncept" not in text


@pytest.mark.parametrize(
    ("ends_at", "last_moment", "first_moment_after"),
    [
        ("2026-12-03T17:30", "2026-12-03 17:29:59 +01:00", "2026-12-03 17:30:00 +01:00"),
        # Without an end it lasts until its day in Prague is over.
        (None, "2026-12-03 23:59:59 +01:00", "2026-12-04 00:00:00 +01:00"),
    ],
)
def test_a_meeting_is_ahead_until_it_ends(
    dso_a: Association, ends_at: str | None, last_moment: str, first_moment_after: str
) -> None:
    meeting = make_meeting(dso_a, starts_at=prague("2026-12-03T15:00"), ends_at=prague(ends_at) if ends_at else None)
    with time_machine.travel(last_moment, tick=False):
        assert list(MeetingPage.objects.upcoming()) == [meeting]
        assert not MeetingPage.objects.past().exists()
        assert not meeting.is_over
    with time_machine.travel(first_moment_after, tick=False):
        assert not MeetingPage.objects.upcoming().exists()
        assert list(MeetingPage.objects.past()) == [meeting]
        assert meeting.is_over


def test_after_the_meeting_its_outcome_is_told_and_the_calendar_is_not_offered(
    client: Client, dso_a: Association
) -> None:
    make_meeting(
        dso_a,
        starts_at=prague("2026-06-11T15:00"),
        outcome="<p>Nakoupí společně.</p>",
        who_may_come="<p>Přijít může každý.</p>",
    )
    with time_machine.travel("2026-06-10 12:00 +02:00", tick=False):
        assert "/setkani/setkani/calendar/" in get(client, "/setkani/setkani/").content.decode()
    with time_machine.travel("2026-06-12 12:00 +02:00", tick=False):
        text = get(client, "/setkani/setkani/").content.decode()
    assert "Nakoupí společně." in text
    assert "Přijít může každý." not in text
    assert "/setkani/setkani/calendar/" not in text


def test_files_are_shown_with_type_and_size(client: Client, dso_a: Association) -> None:
    meeting = make_meeting(dso_a)
    document = DocumentFactory(title="Pozvánka", collection=dso_a.collection)
    MeetingFile.objects.create(page=meeting, document=document, title="Pozvánka na setkání")
    text = get(client, "/setkani/setkani/").content.decode()
    assert f'href="{document.url}"' in text
    assert "Pozvánka na setkání" in text.replace("\xa0", " ")
    assert f"{document.file_extension.upper()}, " in text


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_meeting_ends_after_it_begins(dso_a: Association, minutes: int) -> None:
    meeting = make_meeting(dso_a)
    meeting.ends_at = meeting.starts_at + timedelta(minutes=minutes)
    with pytest.raises(ValidationError):
        meeting.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPage.objects.filter(pk=meeting.pk).update(ends_at=meeting.ends_at)


def test_a_place_is_named_once(dso_a: Association) -> None:
    member = Municipality.objects.members_of(dso_a).first()
    assert member is not None
    meeting = MeetingPage(place="sokolovna", address="", municipality=member)
    assert meeting.full_address == f"sokolovna, {member.name}"
    meeting.address = f"náves 5, {member.name}"
    assert meeting.full_address == f"sokolovna, náves 5, {member.name}"
    meeting.municipality = None
    assert MeetingPage(place="sokolovna").full_address == "sokolovna"


def test_a_notice_of_one_association_is_unknown_at_anothers_host(
    client: Client, dso_a: Association, dso_b: Association
) -> None:
    make_meeting(dso_a)
    assert get(client, "/setkani/setkani/").status_code == 200
    assert get(client, "/setkani/setkani/calendar/", HOST_B).status_code == 404
    assert get(client, "/setkani/setkani/", HOST_B).status_code == 404
    assert "/setkani/setkani/" not in get(client, "/setkani/", HOST_B).content.decode()


def test_an_empty_list_says_that_nothing_is_planned(client: Client, dso_a: Association) -> None:
    response = get(client, "/setkani/")
    assert response.status_code == 200
    assert "past-h" not in response.content.decode()


def test_a_notice_stands_in_english_in_czech_with_a_mark(client: Client, dso_a: Association) -> None:
    ensure_fallbacks(make_meeting(dso_a))
    assert 'href="/en/meetings/setkani/"' in get(client, "/en/meetings/").content.decode()
    response = get(client, "/en/meetings/setkani/")
    assert response.context["fallback_language"]
    assert '<h1 lang="cs">' in response.content.decode()


def test_the_home_page_shows_the_nearest_meeting_only(client: Client, dso_a: Association, dso_b: Association) -> None:
    make_meeting(dso_a, "blizsi", title="Bližší setkání")
    make_meeting(dso_a, "pozdejsi", title="Pozdější setkání", starts_at=prague("2099-01-01T10:00"))
    make_meeting(dso_a, "davne", title="Dávné setkání", starts_at=prague("2001-01-01T10:00"))
    make_meeting(dso_b, "cizi", title="Cizí setkání")
    text = get(client, "/").content.decode()
    assert "Bližší setkání" in text
    for other in ("Pozdější setkání", "Dávné setkání", "Cizí setkání"):
        assert other not in text


def test_pages_make_as_many_queries_for_300_meetings_as_for_3(
    client: Client, dso_a: Association, queries: Callable[[Callable[[], Any]], list[str]]
) -> None:
    def asked() -> dict[str, int]:
        pages = ("/setkani/", "/setkani/setkani/", "/")
        for path in pages:
            get(client, path)
        return {path: len(queries(partial(get, client, path))) for path in pages}

    make_meeting(dso_a)
    make_many_meetings(dso_a, 2, days=20)
    # A full page of past ones, so that only their number differs.
    make_many_meetings(dso_a, 21, days=-20)

    before = asked()
    make_many_meetings(dso_a, 30, days=100)
    make_many_meetings(dso_a, 246, days=-200)
    assert asked() == before
    assert max(before.values()) <= 40


def test_the_programme_is_numbered_in_its_order(client: Client, dso_a: Association) -> None:
    meeting = make_meeting(dso_a, programme=[("point", point(title)["value"]) for title in ("První", "Druhý", "Třetí")])
    text = get(client, "/setkani/setkani/").content.decode()
    assert text.find('<ol class="programme"') < text.find("První") < text.find("Druhý") < text.find("Třetí")
    assert [point.title for point in meeting.public_programme] == ["První", "Druhý", "Třetí"]


def test_every_association_has_one_list_in_each_language(dso_a: Association) -> None:
    czech = list_of(dso_a)
    assert (czech.slug, czech.show_in_menus) == ("setkani", True)
    english = czech.get_translations().get(locale__language_code="en")
    assert (english.slug, english.show_in_menus) == ("meetings", True)
