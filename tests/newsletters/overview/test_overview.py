"""The Union's overview of newsletters: every association × issue, what is late, what waits for whom (NWS-5, V4)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from portal.core.working_days import add_working_days
from portal.programme.models import Programme
from portal.tenancy.models import Association, LiaisonExpert
from tests.contact_centre.overview.centres import bare_centres, shown_rows
from tests.contact_centre.targets.cases import on
from tests.newsletters.calendar.days import calendar_of, days_on, issue_of, submitted
from tests.newsletters.factories import make_issue, submit

OVERVIEW = reverse("newsletter_overview:index")
pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
FIRST, SECOND = 10, 70


@pytest.fixture
def runs() -> Programme:
    return calendar_of(days_on(FIRST), days_on(SECOND))


def look(client: Client, user: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(OVERVIEW, query, headers={"host": "localhost"})


def rows(page: Any) -> list[list[str]]:
    return list(shown_rows(page.content.decode()))


def expert(name: str, **fields: Any) -> LiaisonExpert:
    return LiaisonExpert.objects.create(name=name, email=f"{name.lower()}@svaz.example.org", **fields)


@pytest.mark.spec("NWS-5")
def test_each_association_and_number_has_a_word_and_a_way(
    runs: Programme, dso_a: Association, dso_b: Association, union_reviewer: Any, client: Client
) -> None:
    round = submitted(dso_a, runs, 1)
    with on(days_on(FIRST + 2)):
        page = look(client, union_reviewer)
    shown = {row[0]: row[1:] for row in rows(page)}
    assert shown[dso_a.short_name][0].startswith("u Svazu od ")
    assert shown[dso_b.short_name][0] == "nezaložené 2 dny po termínu odeslání"
    assert shown[dso_b.short_name][1] == "nezaložené"
    assert reverse("wagtailadmin_pages:edit", args=[round.issue_id]) in page.content.decode()
    with on(days_on(FIRST + 2)):
        late = look(client, union_reviewer, late="on")
        assert [row[0] for row in rows(late)] == [dso_b.short_name]
        missing = look(client, union_reviewer, state="missing", number="2", q="dolni")
        assert [row[:3] for row in rows(missing)] == [[dso_b.short_name, "2", "nezaložené"]]


@pytest.mark.spec("V4")
def test_mine_is_what_waits_for_me_as_expert_deputy_or_any_reviewer(
    runs: Programme, dso_a: Association, dso_b: Association, union_admin: Any, union_reviewer: Any, client: Client
) -> None:
    first, second = expert("Alena", user=union_admin), expert("Bohumil", user=union_reviewer)
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=first, liaison_deputy=second)
    round = submitted(dso_a, runs, 1)
    # Outside every calendar, and nobody was set: any reviewer is asked.
    submit(make_issue(dso_b, 7, live=False))
    of_admin = rows(look(client, union_admin, mine="on"))
    assert [(row[0], row[4]) for row in of_admin] == [(dso_a.short_name, "Alena")]
    of_reviewer = rows(look(client, union_reviewer, mine="on"))
    assert [(row[0], row[4]) for row in of_reviewer] == [(dso_b.short_name, "kdokoli z posuzovatelů")]

    with on(add_working_days(round.due_on, 1)):
        page = look(client, union_reviewer, mine="on")
    assert [(row[0], row[4]) for row in rows(page)] == [
        (dso_b.short_name, "kdokoli z posuzovatelů"),
        (dso_a.short_name, "Alena, Bohumil"),
    ]


@pytest.mark.spec("NWS-5")
def test_columns_sort_and_exports_agree_with_the_page(
    runs: Programme, dso_a: Association, dso_b: Association, union_admin: Any, client: Client
) -> None:
    submitted(dso_a, runs, 1)
    issue_of(dso_b, runs, 1)
    with on(days_on(SECOND) + timedelta(days=1)):
        by_state = rows(look(client, union_admin, number="1", ordering="-state"))
        assert [row[2] for row in by_state] == ["u Svazu", "rozepsané"]
        by_number = rows(look(client, union_admin, ordering="number1"))
        assert [row[0] for row in by_number] == [dso_b.short_name, dso_a.short_name]
        page = look(client, union_admin, number="1", ordering="-delay")
        files = {
            kind: look(client, union_admin, number="1", ordering="-delay", export=kind) for kind in ("csv", "xlsx")
        }
    content = b"".join(files["csv"].streaming_content).decode()
    head, *lines = csv.reader(io.StringIO(content))
    assert [line[head.index("Stav")] for line in lines] == [row[2] for row in rows(page)]
    assert [line[head.index("Zpoždění ve dnech")] for line in lines] == [
        str(line.cell.delay_days) for line in page.context["table"].rows
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(files["xlsx"].streaming_content))).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [line[0] for line in lines]


def test_any_number_of_associations_costs_the_same_queries(
    runs: Programme, dso_a: Association, union_reviewer: Any, client: Client, assert_same_queries: Callable[..., int]
) -> None:
    submitted(dso_a, runs, 1)

    def grow() -> None:
        bare_centres(25, days_on(-5))
        submitted(dso_a, runs, 2)

    client.force_login(union_reviewer)
    pages = {
        name: partial(client.get, OVERVIEW, query, headers={"host": "localhost"})
        for name, query in (("all", {}), ("mine", {"mine": "on"}))
    }
    assert_same_queries(pages, grow, at_most=14)


def test_only_the_union_sees_it(runs: Programme, manager_a: Any, editor_a: Any, client: Client) -> None:
    for user in (manager_a, editor_a):
        assert look(client, user).status_code in (302, 403)
