"""The queue of verifications: what stands in it, in which order, whose it is, and its numbers."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portal.tenancy.models import Association, StaffMember
from services_directory.actions import close_service, unpublish_service
from services_directory.enums import CheckReason
from services_directory.models import Proposal, Service, VerificationPolicy
from services_directory.verification.checks import ask_for_check
from services_directory.verification.phoning.queue import QueueList

from ..factories import ServiceFactory, kind, make_many, members
from .queueing import QUEUE, client_of, entry, in_days, names

pytestmark = pytest.mark.only_on("postgresql")

LISTS = {
    "": lambda row, today: is_due(row, today, 30) or row["check_since"] is not None,
    "check": lambda row, today: row["check_since"] is not None,
    "overdue": lambda row, today: is_due(row, today, -1),
    "soon": lambda row, today: is_due(row, today, 30) and not is_due(row, today, -1),
    "planned": lambda row, today: row["verified_on"] is None and in_this_week(row["planned_for"], today),
    "never": lambda row, today: row["verified_on"] is None,
}  # fmt: skip


def is_due(row: dict[str, Any], today: date, within: int) -> bool:
    return row["verify_by"] is not None and (row["verify_by"] - today).days <= within


def in_this_week(day: date | None, today: date) -> bool:
    return day is not None and day.isocalendar()[:2] == today.isocalendar()[:2]


@pytest.fixture
def editor(editor_a: Any) -> Client:
    return client_of(editor_a)


@pytest.fixture
def every_state(association: Association, neighbour: Association) -> None:
    """One service in every state of the loop in each of two associations."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    states = product(
        (True, False),
        (None, today - timedelta(days=1), today, today + timedelta(days=1)),
        (None, -200, -1, 0, 1, 30, 31),
        (None, today),
        (None, today - timedelta(days=100)),
        (None, monday - timedelta(days=3), monday, monday + timedelta(days=6), monday + timedelta(days=7)),
    )
    library = kind("public_library")
    rows: list[Service] = []
    for number, (live, closed_on, due, check_since, verified_on, planned_for) in enumerate(states):
        last = None if due is None else today + timedelta(days=due)
        if planned_for and not verified_on:
            last = min(last or planned_for, planned_for)
        for owner in (association, neighbour):
            rows.append(
                Service(
                    site=owner.site, name=f"Služba {number}", slug=f"sluzba-{number}", kind=library, live=live,
                    municipality=members(owner)[0] if number == 0 else rows[owner == neighbour].municipality,
                    closed_on=closed_on, verify_by=last, check_since=check_since, verified_on=verified_on,
                    planned_for=planned_for,
                )
            )  # fmt: skip
    Service.objects.bulk_create(rows)


def exported(client: Client, **query: str) -> list[str]:
    answer = client.get(reverse(QUEUE), {**query, "export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [_headings, *rows] = csv.reader(io.StringIO(content, newline=""))
    return [row[0] for row in rows]


@pytest.mark.on_both
@pytest.mark.spec("F2")
def test_each_list_of_an_association_and_of_the_union_equals_a_recount(
    every_state: None, association: Association, editor: Client, union_admin: Any
) -> None:
    today = timezone.localdate()
    facts = ("uid", "site_id", "live", "closed_on", "verify_by", "check_since", "verified_on", "planned_for")
    rows = Service.objects.values(*facts)
    public = [row for row in rows if row["live"] and (row["closed_on"] is None or row["closed_on"] > today)]
    union = client_of(union_admin, "localhost")
    for which, belongs in LISTS.items():
        true = [row for row in public if belongs(row, today)]
        own = sorted(str(row["uid"]) for row in true if row["site_id"] == association.site_id)
        assert own, which
        query = {"list": which} if which else {}
        assert sorted(exported(editor, **query)) == own, which
        assert sorted(exported(union, **query)) == sorted(str(row["uid"]) for row in true), which
        assert sorted(exported(union, association=str(association.pk), **query)) == own, which


@pytest.mark.spec("F2")
def test_each_number_opens_exactly_its_list(every_state: None, editor: Client, union_admin: Any) -> None:
    for client in (editor, client_of(union_admin, "localhost")):
        tabs = client.get(reverse(QUEUE)).context["tabs"]
        assert len(tabs) == len(QueueList) + 1
        for tab in tabs:
            assert client.get(tab.url).context["paginator"].count == tab.count


@pytest.mark.on_both
@pytest.mark.spec("F2")
def test_what_is_to_be_checked_stands_first_then_the_oldest(association: Association, editor: Client) -> None:
    entry(association, "Za týden", due=7)
    entry(association, "Dávno", due=-90)
    entry(association, "Včera", due=-1)
    entry(association, "Za čtvrt roku", due=90)
    newer = entry(association, "Nová závada", due=150, check_since=in_days(-1))
    ask_for_check(services=[newer], reason=CheckReason.BOUNCED, value="info@obec.test")
    entry(association, "Stará závada", due=120, check_since=in_days(-3))
    assert names(editor) == ["Stará závada", "Nová závada", "Dávno", "Včera", "Za týden"]
    html = editor.get(reverse(QUEUE)).content.decode()
    assert "info@obec.test" in html


@pytest.mark.spec("F2")
def test_the_state_is_told_in_words_with_its_days(association: Association, editor: Client) -> None:
    for name, due in (("A", -1), ("B", -12), ("C", 0), ("D", 1), ("E", 25)):
        entry(association, name, due=due, verified_on=in_days(due - 180))
    Proposal.objects.create(site=association.site, service=Service.objects.get(name="E"))
    html = editor.get(reverse(QUEUE)).content.decode()
    for words in ("1 den po lhůtě", "12 dní po lhůtě", "Dnes je poslední den", "Zbývá 1 den", "Zbývá 25 dní"):
        assert words in html
    assert "Provozovatel navrhl změny" in html


def test_drafts_and_closed_services_are_not_in_it(association: Association, editor: Client) -> None:
    ServiceFactory.create(association=association, name="Návrh", verify_by=in_days(-5))
    close_service(service=entry(association, "Zrušená"))
    unpublish_service(service=entry(association, "Stažená"))
    assert names(editor) == []
    assert "V příštích 30 dnech" in editor.get(reverse(QUEUE)).content.decode()


@pytest.mark.on_both
def test_it_is_filtered_and_searched(association: Association, editor: Client, editor_a: Any) -> None:
    horice, zernov = members(association)[:2]
    me = StaffMember.objects.create(site=association.site, name="Jana", position="pracovnice", user=editor_a)
    other = StaffMember.objects.create(site=association.site, name="Petr", position="pracovník")
    entry(association, "Škola", keeper=me, kind="primary_school", municipality=horice)
    entry(association, "Knihovna", keeper=other, municipality=zernov, operator_ico="00194972", operator_name="Žernov")
    entry(association, "Úřad", municipality=horice, operator_name="Město Hořice")
    assert names(editor, keeper="mine") == ["Škola"]
    assert names(editor, keeper="nobody") == ["Úřad"]
    assert names(editor, keeper=other.pk) == ["Knihovna"]
    assert names(editor, municipality=zernov.pk) == ["Knihovna"]
    assert names(editor, kind=kind("primary_school").pk) == ["Škola"]
    assert names(editor, provider="194972") == ["Knihovna"]
    assert names(editor, provider="mesto hor") == ["Úřad"]
    assert names(editor, q="zernov") == ["Knihovna"]
    assert names(editor, list="nonsense") == names(editor)
    VerificationPolicy.objects.create(site=association.site, default_keeper=me)
    assert sorted(names(editor, keeper="mine")) == sorted(["Škola", "Úřad"])


@pytest.mark.on_both
def test_another_order_can_be_asked_for(association: Association, editor: Client) -> None:
    entry(association, "Žába", due=-9)
    entry(association, "Adam", due=-2)
    assert names(editor, ordering="sort_key") == ["Adam", "Žába"]
    assert names(editor, ordering="-verify_by") == ["Adam", "Žába"]
    # The next visit begins with the oldest again.
    assert names(editor) == ["Žába", "Adam"]


@pytest.mark.spec("F2")
def test_it_is_exported_as_a_table(association: Association, editor: Client) -> None:
    entry(association, "Knihovna", due=-3)
    answer = editor.get(reverse(QUEUE), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert sheet is not None
    [_headings, row] = sheet.iter_rows(values_only=True)
    assert row[2] == "Knihovna" or "Knihovna" in row
    assert "3 dny po lhůtě · nikdy neověřeno" in row


def test_an_association_sees_its_own_only(
    association: Association, neighbour: Association, editor: Client, manager_b: Any, union_reviewer: Any
) -> None:
    entry(association, "Naše")
    entry(neighbour, "Jejich")
    assert names(editor) == ["Naše"]
    assert names(client_of(manager_b, "dolni.localhost")) == ["Jejich"]
    reviewer = client_of(union_reviewer, "localhost")
    assert sorted(names(reviewer)) == ["Jejich", "Naše"]
    assert "round/" not in reviewer.get(reverse(QUEUE)).content.decode()


@pytest.mark.spec("F2")
def test_the_same_queries_for_3_and_300_entries(
    association: Association, editor: Client, assert_same_queries: Callable[..., int]
) -> None:
    def add(count: int, start: int) -> None:
        make_many(association, count, start=start)
        Service.objects.update(verify_by=in_days(-5), check_since=in_days(-1))
        new = Service.objects.order_by("-pk")[:count]
        ask_for_check(services=list(new), reason=CheckReason.DEAD_LINK, value="https://obec.test")
        Proposal.objects.bulk_create(Proposal(site=association.site, service=service) for service in new)

    add(3, 0)
    assert_same_queries(lambda: editor.get(reverse(QUEUE)), lambda: add(297, 3))


def test_the_home_page_says_what_waits_and_leads_to_it(association: Association, editor: Client) -> None:
    entry(association, "Dávno", due=-90)
    entry(association, "Včera", due=-1)
    entry(association, "Brzy", due=10)
    html = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse(QUEUE)}?list=overdue">2 záznamy po lhůtě ověření<' in html
    assert f'href="{reverse(QUEUE)}?list=soon">1 záznam k ověření do 30 dnů<' in html
    assert "list=check" not in html
