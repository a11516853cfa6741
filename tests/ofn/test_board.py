"""The official board as open data by the norm Úřední desky 2021-07-20 (O1)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.documents import get_document_model

from meetings.changing.cancelling import cancel_meeting
from meetings.changing.moving import move_meeting
from meetings.programme_files.serving import is_public
from portal.tenancy.models import Association

from ..meetings.factories import make_meeting, prague
from .exports import ADDRESSES, ROOT, SECRET, make_full_meeting, read
from .norms import problems

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


def board(client: Client) -> Any:
    return read(client, "board")


def items(client: Client) -> list[Any]:
    found: list[Any] = board(client)["informace"]
    return found


@pytest.mark.spec("O1")
def test_a_board_without_notices_is_valid_and_says_whose_it_is(api: Client, dso_a: Association) -> None:
    found = board(api)
    assert found["informace"] == []
    assert found["provozovatel"] == {"typ": "Osoba", "ičo": dso_a.ico, "název": {"cs": dso_a.name}}
    assert found["stránka"] == "http://horni.localhost/setkani/deska/"
    assert found["iri"] == f"http://horni.localhost{ADDRESSES['board']}"


@pytest.mark.spec("O1")
def test_a_notice_says_when_it_was_put_up_and_until_when_it_stands(api: Client, dso_a: Association) -> None:
    meeting = make_full_meeting(dso_a, starts_at=timezone.now() + timedelta(days=20))
    [item] = items(api)
    today, day = timezone.localdate(), timezone.localdate(meeting.starts_at)
    assert item["vyvěšení"] == {"typ": "Časový okamžik", "datum": today.isoformat()}
    assert item["relevantní_do"] == {"typ": "Časový okamžik", "datum": day.isoformat()}
    assert item["url"] == "http://horni.localhost/setkani/rozpocet/"
    assert item["název"] == {"cs": "Setkání starostů k rozpočtu"}
    assert item["agenda"][0]["název"]["cs"] == "Setkání starostů"
    [place] = item["umístění"]
    assert place["geometrie"]["coordinates"] == [15.9, 50.3]
    assert place["adresa"]["obec"].endswith(f"/obec/{meeting.municipality_id}")


@pytest.mark.spec("O1", "M7")
def test_a_notice_goes_down_by_itself_and_still_answers_at_its_identifier(api: Client, dso_a: Association) -> None:
    make_meeting(dso_a, "jedna", notice_until=timezone.localdate() + timedelta(days=3))
    make_meeting(dso_a, "druha", notice_until=timezone.localdate() + timedelta(days=30))
    first = next(item for item in items(api) if item["url"].endswith("/jedna/"))
    with travel(timezone.now() + timedelta(days=4)):
        assert [item["url"].rsplit("/", 2)[1] for item in items(api)] == ["druha"]
        alone = read(api, "board", first["iri"])
    assert alone["informace"] == [first]


@pytest.mark.spec("O1", "M1")
def test_only_files_of_public_points_are_documents_of_the_notice(api: Client, dso_a: Association) -> None:
    make_full_meeting(dso_a)
    [item] = items(api)
    [document] = item["dokument"]
    assert document["název"] == {"cs": "Rozpočet"}
    assert document["url"].startswith("http://horni.localhost/documents/")
    assert document["typ_média"].endswith("/text/plain")
    assert is_public(get_document_model().objects.get(title="Rozpočet"))
    everything = json.dumps(board(api), ensure_ascii=False)
    assert SECRET not in everything
    assert "Tajný" not in everything
    assert "Novák" not in everything


@pytest.mark.spec("O1", "M9")
def test_a_cancelled_notice_stays_and_says_so(api: Client, dso_a: Association, manager_a: Any) -> None:
    cancel_meeting(meeting=make_full_meeting(dso_a), reason="Nemoc", user=manager_a)
    [item] = items(api)
    assert item["název"] == {"cs": "Zrušeno: Setkání starostů k rozpočtu"}
    assert "bylo zrušeno" in item["popis"]["cs"]


@pytest.mark.spec("O1", "M9")
def test_a_moved_notice_says_what_it_was_announced_for(api: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_full_meeting(dso_a, starts_at=prague("2031-10-26T01:30"), ends_at=None)
    later = prague("2031-10-27T16:00")
    move_meeting(meeting=meeting, starts_at=later, ends_at=None, reason="Nemoc", user=manager_a)
    [item] = items(api)
    assert item["popis"]["cs"].endswith("původně oznámeno na 26. října 2031 1.30.")
    assert item["relevantní_do"]["datum"] == "2031-10-27"


@pytest.mark.spec("O1")
def test_drafts_and_other_associations_notices_are_never_in(
    api: Client, neighbours_api: Client, dso_a: Association, dso_b: Association
) -> None:
    make_meeting(dso_a, "koncept", live=False)
    theirs = make_meeting(dso_b, "cizi")
    assert items(api) == []
    [item] = items(neighbours_api)
    assert api.get(f"{ROOT}/uredni-deska/{theirs.translation_key}").status_code == 404
    assert neighbours_api.get(item["iri"]).status_code == 200


@pytest.mark.spec("O1")
def test_the_unions_site_has_the_boards_of_all_and_one_when_asked(
    union_api: Client, dso_a: Association, dso_b: Association
) -> None:
    make_meeting(dso_a, "nase")
    make_meeting(dso_b, "cizi")
    boards = json.loads(union_api.get(ADDRESSES["board"]).content)
    assert [problems("board", each) for each in boards] == [[], []]
    assert {each["provozovatel"]["ičo"]: len(each["informace"]) for each in boards} == {dso_a.ico: 1, dso_b.ico: 1}
    one = read(union_api, "board", f"{ADDRESSES['board']}?association=dolni")
    assert one["provozovatel"]["ičo"] == dso_b.ico
    assert union_api.get(f"{ADDRESSES['board']}?association=nikdo").status_code == 404
