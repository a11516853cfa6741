"""What everybody sees of a moved or cancelled meeting."""

import re
from typing import Any

import pytest
from django.test import Client

from meetings.actions import meetings_ahead, meetings_now
from meetings.changing.cancelling import cancel_meeting
from meetings.changing.history import history_of, old_ones
from meetings.changing.moving import move_meeting
from meetings.changing.telling import tell_change
from meetings.enums import MeetingKind
from meetings.models import MeetingPage
from portal.core.pages import ensure_fallbacks
from portal.core.templatetags.portal import cs_datetime
from portal.tenancy.models import Association

from .factories import make_announced, make_invited, soon

pytestmark = [pytest.mark.django_db, pytest.mark.spec("M9"), pytest.mark.only_on("sqlite")]


def get(client: Client, path: str = "/setkani/setkani/") -> str:
    response = client.get(path, headers={"host": "horni.localhost"})
    assert response.status_code == 200
    return str(response.content.decode().replace("\xa0", " "))


def said(moment: Any) -> str:
    return cs_datetime(moment).replace("\xa0", " ")


def move(meeting: MeetingPage, user: Any, **fields: Any) -> Any:
    values = {"starts_at": soon(40), "ends_at": None, "reason": "Sál je obsazený.", **fields}
    return move_meeting(meeting=meeting, user=user, **values)


def test_every_old_date_stays_visible_by_the_hero(client: Client, dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, place="radnice")
    ensure_fallbacks(meeting)
    assert "Historie změn" not in get(client)
    move(meeting, manager_a)
    move(meeting, manager_a, starts_at=soon(45), place="knihovna", reason="Vedro.")
    page = get(client)
    head = page[page.index('class="page-head"') : page.index("</header>", page.index('class="page-head"'))]
    assert "Setkání bylo přesunuto." in head
    struck = re.findall(r"<s>(.*?)</s>", head, re.DOTALL)
    assert [said(old) in words for old, words in zip((soon(), soon(40)), struck, strict=True)] == [True, True]
    assert head.index("when__day") < head.index("Původně:")
    history = page[page.index("Historie změn") :]
    assert history.index("Vedro.") < history.index("Sál je obsazený.")
    assert "radnice" in history[: history.index("knihovna")]
    english = get(client, "/en/meetings/setkani/")
    assert "The meeting has been moved." in english
    assert "Sál je obsazený." in english


def test_a_cancelled_meeting_says_so_everywhere_and_isnt_offered(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    meeting = make_announced(dso_a, title="Sněm starostů")
    other = make_announced(dso_a, "dalsi", title="Porada", starts_at=soon(35), kind=MeetingKind.OTHER)
    assert "Sněm starostů" in get(client, "/")
    cancel_meeting(meeting=meeting, reason="Nic k projednání.", user=manager_a)
    page = get(client)
    assert "Setkání je zrušeno a nekoná se." in page
    assert "Nic k projednání." in page
    listed = get(client, "/setkani/")
    row = listed[listed.index("Sněm starostů") : listed.index("Porada")]
    assert "zrušen" in row.lower() or "zrušen" in listed[: listed.index("Sněm starostů")].lower()
    home = get(client, "/")
    assert "Sněm starostů" not in home
    assert "Porada" in home
    site = dso_a.site
    assert [told["title"] for told in meetings_ahead(site=site, on=soon(1).date())] == ["Porada"]
    uids = [str(meeting.translation_key), str(other.translation_key)]
    now = meetings_now(site=site, uids=uids)
    assert [(now[uid]["is_cancelled"], now[uid]["sequence"]) for uid in uids] == [(True, 1), (False, 0)]


def test_the_public_history_holds_nothing_of_the_centre_nor_what_isnt_public(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    secret = {"title": "Platy", "note": "", "speaker": "", "is_public": False, "files": [], "points": []}
    meeting = make_announced(dso_a, kind=MeetingKind.MAYORS, programme=[("point", secret)])
    make_invited(meeting, "tajna@obec.example", name="Tajná Osoba")
    move(meeting, manager_a, starts_at=soon(7), late_reason="Lhůta dotace končí dřív.")
    page = get(client)
    for word in ("Lhůta dotace", manager_a.get_username(), "Platy", "Tajná", "tajna@"):
        assert word not in page
    public, staff = history_of(meeting), history_of(meeting, for_staff=True)
    assert {(line.by, line.late_reason, line.late_by) for line in public} == {("", "", "")}
    assert (staff[-1].late_reason, staff[-1].by) == ("Lhůta dotace končí dřív.", str(manager_a))


def test_the_history_tells_each_step_with_what_was_before(dso_a: Association, manager_a: Any) -> None:
    meeting = make_announced(dso_a, place="radnice", address="Dlouhá 3")
    move(meeting, manager_a, starts_at=meeting.starts_at, ends_at=meeting.ends_at, place="knihovna")
    meeting = MeetingPage.objects.get(pk=meeting.pk)
    meeting.lead = "Jinak."
    meeting.save_revision().publish()
    tell_change(meeting=meeting, reason="Jiný úvod.", user=manager_a)
    cancel_meeting(meeting=meeting, reason="Nic.", user=manager_a)
    lines = history_of(meeting)
    assert [str(line.kind) for line in lines] == ["announced", "moved", "changed", "cancelled"]
    assert [line.sequence for line in lines] == [0, 1, 2, 3]
    moved = lines[1]
    assert moved.old is not None
    assert (moved.old.where, moved.new.where) == ("radnice, Dlouhá 3", "knihovna, Dlouhá 3")
    assert (moved.other_time, moved.other_place) == (False, True)
    assert [held.where for held in old_ones(lines)] == ["radnice, Dlouhá 3"]
    assert [line.is_change for line in lines] == [False, True, True, True]


def test_the_history_of_a_page_costs_one_query(
    client: Client, dso_a: Association, manager_a: Any, queries: Any
) -> None:
    meeting = make_announced(dso_a)
    move(meeting, manager_a)
    get(client)
    few = len(queries(lambda: get(client)))
    for day in range(41, 46):
        move(meeting, manager_a, starts_at=soon(day))
    get(client)
    assert len(queries(lambda: get(client))) == few
