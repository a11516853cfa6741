"""Mayors' meetings in the programme's windows: what is missing, late, held; how many a year (MTG-1)."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.changing.cancelling import cancel_meeting
from meetings.enums import DayCounting, MeetingKind
from meetings.models import LateInvitation, MeetingRules
from meetings.overview.lines import rows_of
from meetings.overview.reads import windows_of
from meetings.overview.states import MeetingState
from portal.programme.models import Programme
from portal.tenancy.models import Association, LiaisonExpert, Membership, Municipality
from tests.contact_centre.overview.centres import bare_centres, shown_rows
from tests.contact_centre.targets.cases import on

from .windows import AUTUMN, SPRING, YEAR, invite, meeting_on, windows_ahead

OVERVIEW = reverse("meeting_overview:index")
pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite"), pytest.mark.spec("MTG-1")]
MEETING = SPRING[0] + timedelta(days=30)


@pytest.fixture
def runs() -> Programme:
    return windows_ahead()


def look(client: Client, user: Any, host: str = "localhost", **query: Any) -> Any:
    client.force_login(user)
    return client.get(OVERVIEW, query, headers={"host": host})


def rows(page: Any) -> list[list[str]]:
    return list(shown_rows(page.content.decode()))


def states(programme: Programme, association: Association, day: date) -> list[Any]:
    with on(day):
        found = [row for row in rows_of(windows_of(programme), day) if row.association == association]
    return [(line.state, line.delay_days) if line else None for line in found[0].lines] if found else []


def test_a_window_goes_from_nothing_to_held(runs: Programme, dso_a: Association) -> None:
    before, last_day = SPRING[0], MEETING - timedelta(days=14)
    assert states(runs, dso_a, before) == [(MeetingState.MISSING, 0), (MeetingState.MISSING, 0)]
    with on(before):
        meeting = meeting_on(dso_a, MEETING, live=False)
        assert states(runs, dso_a, before)[0] == (MeetingState.DRAFT, 0)
        meeting.get_latest_revision().publish()
        assert states(runs, dso_a, before)[0] == (MeetingState.ANNOUNCED, 0)
    assert states(runs, dso_a, last_day)[0] == (MeetingState.ANNOUNCED, 0)
    assert states(runs, dso_a, last_day + timedelta(days=3))[0] == (MeetingState.ANNOUNCED, 3)
    with on(last_day):
        invite(meeting)
    assert states(runs, dso_a, last_day + timedelta(days=3))[0] == (MeetingState.INVITED, 0)
    assert states(runs, dso_a, MEETING + timedelta(days=1))[0] == (MeetingState.HELD, 0)
    # What isn't a mayors' meeting, or in no window, counts for nothing.
    with on(before):
        meeting_on(dso_a, AUTUMN[0], "rada", kind=MeetingKind.BOARD)
        meeting_on(dso_a, AUTUMN[0] - timedelta(days=1), "rijen")
    assert states(runs, dso_a, before)[1] == (MeetingState.MISSING, 0)
    assert states(runs, dso_a, AUTUMN[1])[1] == (MeetingState.MISSING, 0)
    assert states(runs, dso_a, AUTUMN[1] + timedelta(days=5))[1] == (MeetingState.MISSING, 5)


def test_the_edges_of_a_window_belong_to_it(runs: Programme, dso_a: Association) -> None:
    with on(SPRING[0] - timedelta(days=60)):
        meeting_on(dso_a, SPRING[0], "prvni")
        meeting_on(dso_a, AUTUMN[1], "posledni")
    assert [state for state, _late in states(runs, dso_a, SPRING[0] - timedelta(days=50))] == [
        MeetingState.ANNOUNCED, MeetingState.ANNOUNCED,
    ]  # fmt: skip


def test_a_late_invitation_says_by_how_much_and_why(
    runs: Programme, dso_a: Association, union_reviewer: Any, client: Client
) -> None:
    with on(MEETING - timedelta(days=10)):
        # Let out late, as the factory does it with a reason.
        meeting = meeting_on(dso_a, MEETING)
        invite(meeting)
    assert LateInvitation.objects.filter(meeting=meeting).count() == 1
    with on(MEETING - timedelta(days=5)):
        [row] = rows(look(client, union_reviewer, late="on", q="horni"))
    assert row[2] == "starostové pozváni"
    assert row[5] == "pozváno 4 dny po termínu Termín určil hejtman."
    MeetingRules.objects.filter(site=dso_a.site).update(counting=DayCounting.CLEAR)
    assert states(runs, dso_a, MEETING - timedelta(days=5))[0] == (MeetingState.INVITED, 5)


def test_a_cancelled_meeting_leaves_the_window_open(runs: Programme, dso_a: Association, manager_a: Any) -> None:
    with on(SPRING[0]):
        first = meeting_on(dso_a, MEETING)
        cancel_meeting(meeting=first, reason="Povodeň.", user=manager_a)
    assert states(runs, dso_a, SPRING[0])[0] == (MeetingState.CANCELLED, 0)
    assert states(runs, dso_a, SPRING[1] + timedelta(days=2))[0] == (MeetingState.CANCELLED, 2)
    with on(SPRING[0]):
        meeting_on(dso_a, MEETING + timedelta(days=14), "nahradni")
    assert states(runs, dso_a, SPRING[0])[0] == (MeetingState.ANNOUNCED, 0)
    with on(MEETING + timedelta(days=20)):
        [row] = [row for row in rows_of(windows_of(runs), MEETING + timedelta(days=20)) if row.association == dso_a]
    assert (row.held, row.planned, row.due) == (1, 1, 2)


def test_who_has_no_centre_in_a_window_owes_nothing_in_it(runs: Programme, dso_a: Association) -> None:
    Association.objects.filter(pk=dso_a.pk).update(centre_until=AUTUMN[0])
    assert states(runs, dso_a, SPRING[0]) == [(MeetingState.MISSING, 0), None]
    Association.objects.filter(pk=dso_a.pk).update(centre_since=None, centre_until=None)
    assert states(runs, dso_a, SPRING[0]) == []


def test_the_union_sees_all_and_narrows_by_window_state_region_and_its_own(
    runs: Programme, dso_a: Association, dso_b: Association, union_reviewer: Any, union_admin: Any, client: Client
) -> None:
    expert = LiaisonExpert.objects.create(name="Alena", email="a@svaz.example.org", user=union_reviewer)
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=expert)
    village = Municipality.objects.create(code="570777", name="Dolní Lhota", region_name="Vysočina")
    Membership.objects.create(association=dso_b, municipality=village, joined_on=date(2020, 1, 1))
    with on(SPRING[0]):
        meeting_on(dso_a, MEETING)
        whole = rows(look(client, union_reviewer))
        assert {row[0]: [cell.split(" ")[0] for cell in row[1:3]] for row in whole} == {
            dso_a.short_name: ["oznámeno", "neplánováno"], dso_b.short_name: ["neplánováno", "neplánováno"],
        }  # fmt: skip
        assert [row[0] for row in rows(look(client, union_reviewer, mine="on"))] == [dso_a.short_name]
        assert rows(look(client, union_admin, mine="on")) == []
        assert [row[0] for row in rows(look(client, union_reviewer, region="Vysočina"))] == [dso_b.short_name]
        missing = rows(look(client, union_reviewer, state="missing", window="1"))
        assert [row[0] for row in missing] == [dso_b.short_name]
        by_first = rows(look(client, union_reviewer, ordering="-window1"))
        assert [row[0] for row in by_first] == [dso_a.short_name, dso_b.short_name]
        assert look(client, union_reviewer, programme="999999").status_code == 404


def test_a_centre_sees_its_own_meetings_only(
    runs: Programme, dso_a: Association, dso_b: Association, editor_a: Any, client: Client
) -> None:
    with on(SPRING[0]):
        meeting_on(dso_a, MEETING)
        meeting_on(dso_b, MEETING)
        page = look(client, editor_a, "horni.localhost")
        assert [row[0] for row in rows(page)] == [dso_a.short_name] * 2
        assert dso_b.short_name not in page.content.decode()
        assert f"V roce {YEAR}" in page.content.decode().replace("\xa0", " ")
        exported = look(client, editor_a, "horni.localhost", export="csv", region="", mine="on", q="dolni")
    content = b"".join(exported.streaming_content).decode()
    assert dso_a.name in content
    assert dso_b.name not in content


def test_exports_agree_with_the_page(
    runs: Programme, dso_a: Association, dso_b: Association, union_admin: Any, client: Client
) -> None:
    with on(SPRING[0]):
        invite(meeting_on(dso_a, MEETING))
    with on(AUTUMN[1] + timedelta(days=4)):
        page = look(client, union_admin, window="2", ordering="-delay")
        files = {
            kind: look(client, union_admin, window="2", ordering="-delay", export=kind) for kind in ("csv", "xlsx")
        }
        whole = look(client, union_admin, export="csv")
    head, *lines = csv.reader(io.StringIO(b"".join(files["csv"].streaming_content).decode()))
    assert [line[head.index("Stav")] for line in lines] == [row[2] for row in rows(page)] == ["neplánováno"] * 2
    assert [line[head.index("Zpoždění ve dnech")] for line in lines] == ["4", "4"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(files["xlsx"].streaming_content))).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [line[0] for line in lines]
    _head, *every = csv.reader(io.StringIO(b"".join(whole.streaming_content).decode()))
    assert len(every) == 4
    held = next(line for line in every if line[head.index("Stav")] == "konalo se")
    assert held[head.index("Pozváno")] == SPRING[0].isoformat()


def test_any_number_of_associations_and_meetings_costs_the_same_queries(
    runs: Programme, dso_a: Association, union_reviewer: Any, client: Client, assert_same_queries: Callable[..., int]
) -> None:
    with on(SPRING[0] - timedelta(days=60)):
        invite(meeting_on(dso_a, MEETING))

    def grow() -> None:
        bare_centres(6, timezone.localdate())
        with on(SPRING[0] - timedelta(days=60)):
            for number in range(2):
                invite(meeting_on(dso_a, AUTUMN[0] + timedelta(days=number), f"dalsi-{number}"))

    client.force_login(union_reviewer)
    assert_same_queries(lambda: client.get(OVERVIEW, headers={"host": "localhost"}), grow, at_most=30)
    late = f"{OVERVIEW}?late=on&window=2"
    assert_same_queries(lambda: client.get(late, headers={"host": "localhost"}), lambda: bare_more(6), at_most=30)


def bare_more(number: int) -> None:
    bare_centres(number, timezone.localdate(), first=100)


def test_without_windows_it_says_so(union_admin: Any, client: Client) -> None:
    Programme.objects.all().delete()
    assert "Žádný program zatím nemá okna" in look(client, union_admin).content.decode().replace("\xa0", " ")
