"""The Union's overview of all centres: numbers as the rows say, states, order, search, exports, cost (A5)."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.enums import Verdict
from contact_centre.models import Activity, Explanation, LegalHours, PeriodEvaluation
from contact_centre.overview.columns import columns_of
from contact_centre.overview.last_records import last_records
from contact_centre.overview.states import State
from contact_centre.targets.nightly import evaluate
from portal.core.sorted_tables import SortedTable
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..targets.cases import ONE_DAY, close_by_months, coming_periods, on
from .centres import bare_centres, shown_rows

CENTRES = reverse("centres:index")
pytestmark = [pytest.mark.django_db, pytest.mark.spec("A5")]


def look(client: Client, user: Any, **query: Any) -> Any:
    client.force_login(user)
    return client.get(CENTRES, query, headers={"host": "localhost"})


@pytest.fixture
def period(dso_a: Association, dso_b: Association) -> MonitoringPeriod:
    """A period to come in which Horní has done enough and Dolní has not."""
    first, _second = coming_periods(2)
    with on(first.starts_on):
        close_by_months(dso_a, first, (60, 50, 50), advice=90)
        close_by_months(dso_b, first, (30, 20, 0), advice=10)
        LegalHours.objects.create(site=dso_a.site, hours=Decimal("12.5"))
    return first


def of(page: Any, association: Association) -> Any:
    return next(one for one in page.context["table"].rows if one.association.pk == association.pk)


def test_numbers_of_the_running_period_are_those_of_the_rows(
    period: MonitoringPeriod, dso_a: Association, dso_b: Association, union_reviewer: Any, client: Client
) -> None:
    with on(period.starts_on + timedelta(days=70)):
        page = look(client, union_reviewer)
    for association in (dso_a, dso_b):
        closed = Activity.objects.filter(site=association.site, status="closed")
        shown = of(page, association)
        assert shown.count.total == closed.count()
        assert shown.count.advice == closed.filter(is_expert_advice=True).count()
        assert list(shown.count.months) == [closed.filter(closed_on__month=month).count() for month in (1, 2, 3)]
    assert (of(page, dso_a).state, of(page, dso_b).state) == (State.MET, State.AT_RISK)
    assert of(page, dso_a).legal.left == Decimal("12.5")
    whole = page.context["overview"].whole
    assert (whole.total, whole.advice, whole.months, whole.average) == (210, 100, (90, 70, 50), Decimal("105.0"))
    # What needs somebody's eyes stands first.
    assert [row[0] for row in shown_rows(page.content.decode())] == [dso_b.short_name, dso_a.short_name]


def test_a_past_period_shows_the_frozen_numbers_and_how_far_the_explanation_is(
    period: MonitoringPeriod, dso_a: Association, dso_b: Association, union_admin: Any, client: Client
) -> None:
    after = period.ends_on + ONE_DAY
    with on(after, hour=1):
        evaluate()
    frozen = PeriodEvaluation.objects.get(site=dso_b.site, period=period)
    with on(after):
        close_by_months(dso_b, period, (3, 0, 0), advice=0)
        page = look(client, union_admin, period=period.pk)
        assert (of(page, dso_a).states, of(page, dso_b).states) == ((State.MET,), (State.AWAITING,))
        assert (of(page, dso_b).count.total, of(page, dso_b).now) == (frozen.counted, frozen.counted + 3)
        told = Explanation.objects.create(
            site=dso_b.site, evaluation=frozen, reasons="Nemoc", measures="Zástup", answer_due_on=after
        )
        assert of(look(client, union_admin, period=period.pk), dso_b).state is State.TO_ANSWER
        Explanation.objects.filter(pk=told.pk).update(verdict=Verdict.SUFFICIENT, answered_at=timezone.now())
        PeriodEvaluation.objects.filter(pk=frozen.pk).update(is_breach=True, failures_in_row=2)
        page = look(client, union_admin, period=period.pk, state=["breach", "awaiting"])
        assert [(row.association, row.states) for row in page.context["table"].rows] == [
            (dso_b, (State.BREACH, State.EXPLAINED))
        ]
    with on(frozen.explanation_due_on + ONE_DAY):
        Explanation.objects.filter(pk=told.pk).update(verdict="", answered_at=None)
        PeriodEvaluation.objects.filter(pk=frozen.pk).update(is_breach=False, failures_in_row=1)
        assert of(look(client, union_admin, period=period.pk), dso_b).state is State.TO_ANSWER


def test_a_centre_that_began_within_the_period_is_shown_and_not_judged(
    period: MonitoringPeriod, dso_a: Association, union_admin: Any, client: Client
) -> None:
    [late] = bare_centres(1, period.starts_on + ONE_DAY)
    with on(period.ends_on):
        page = look(client, union_admin)
        found = page.context["overview"]
    assert of(page, late).state is State.OUTSIDE
    assert (found.whole.centres, found.whole.judged) == (3, 2)
    assert last_records()[dso_a.site_id] == period.starts_on
    assert late.site_id not in last_records()


def test_names_are_found_without_diacritics_and_columns_sort(
    period: MonitoringPeriod, dso_a: Association, union_admin: Any, client: Client
) -> None:
    with on(period.ends_on):
        page = look(client, union_admin, q="horni svazek")
        assert [row.association for row in page.context["table"].rows] == [dso_a]
        assert look(client, union_admin, period="0").status_code == 404
        assert "Žádné takové centrum" in look(client, union_admin, q="nic takového").content.decode()
    found = page.context["overview"]
    for column in columns_of(found):
        up, down = (
            SortedTable(columns_of(found), found.centres, QueryDict(f"ordering={sign}{column.key}"), "").rows
            for sign in ("", "-")
        )
        values = [value for centre in up if (value := column.value(centre)) is not None]
        assert values == sorted(values)
        assert [column.value(centre) for centre in down if column.value(centre) is not None] == values[::-1]


def exported(client: Client, kind: str, **query: Any) -> list[list[str]]:
    answer = client.get(CENTRES, {**query, "export": kind}, headers={"host": "localhost"})
    content = b"".join(answer.streaming_content)
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode())))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("query", [{}, {"state": "at_risk"}, {"ordering": "-total"}])
def test_exports_agree_with_the_page_to_the_row(
    period: MonitoringPeriod, union_admin: Any, client: Client, query: dict[str, str]
) -> None:
    with on(period.starts_on + timedelta(days=70)):
        page = look(client, union_admin, **query)
        rows = list(shown_rows(page.content.decode()))
        files = {kind: exported(client, kind, **query) for kind in ("csv", "xlsx")}
    head, *lines = files["csv"]
    place = {name: head.index(name) for name in ("Stav", "Ukončeno", "Podíl poradenství (%)", "Leden", "Výhled")}
    assert len(lines) == len(rows) == len(page.context["table"].rows)
    for line, row, centre in zip(lines, rows, page.context["table"].rows, strict=True):
        assert line[0] == centre.association.name
        assert line[place["Stav"]] == row[1]
        assert line[place["Ukončeno"]] == row[2]
        assert line[place["Leden"]] == row[3].split()[0]
        assert f"{line[place['Podíl poradenství (%)']]} %" == row[4]
        assert line[place["Výhled"]] == row[5]
    texts = [[cell.removesuffix(".0") for cell in line] for line in files["csv"]]
    assert texts == [[cell.removesuffix(".0") for cell in line] for line in files["xlsx"]]


def test_any_number_of_centres_costs_the_same_queries(
    period: MonitoringPeriod, union_admin: Any, client: Client, assert_same_queries: Callable[..., int]
) -> None:
    """Twelve with the frame of the admin; the overview's own reads are ten at most."""
    client.force_login(union_admin)

    def grow() -> None:
        for centre in bare_centres(27, period.starts_on, first=1):
            close_by_months(centre, period, (2, 1, 0), advice=1)

    bare_centres(1, period.starts_on)
    with on(period.ends_on):
        assert_same_queries(lambda: client.get(CENTRES, headers={"host": "localhost"}), grow)


def test_only_the_union_sees_it(period: MonitoringPeriod, manager_a: Any, editor_a: Any, client: Client) -> None:
    for user in (manager_a, editor_a):
        answer = look(client, user)
        assert answer.status_code in (302, 403)
        assert "context" not in answer or not answer.context
