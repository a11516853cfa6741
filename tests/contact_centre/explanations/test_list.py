"""The list of periods to be explained: the Union's over all centres, a centre's own (TGT-4)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.actions import answer_explanation, explain_shortfall
from contact_centre.enums import Verdict
from contact_centre.explanations.waiting import to_answer, to_explain
from contact_centre.models import Explanation
from portal.tenancy.models import Association
from tests.contact_centre.shortfalls import ended_period, evaluated, programme

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-4"), pytest.mark.only_on("postgresql")]

INDEX = reverse("explanations:index")


@pytest.fixture
def states(dso_a: Association, dso_b: Association) -> dict[str, Any]:
    """One period in each state; Dolní has one to be explained, the others are Horní's."""
    rows: dict[str, Any] = {
        name: evaluated(dso_a, ended_period(number, days_ago=days_ago))
        for number, (name, days_ago) in enumerate(
            [("met", 800), ("late", 700), ("to_answer", 600), ("sufficient", 500), ("incomplete", 400)], start=1
        )
    }
    rows["to_explain"] = evaluated(dso_b, ended_period(9, days_ago=1))
    evaluated(dso_a, rows["to_explain"].period, is_met=True)
    for name in ("met", "to_answer", "sufficient", "incomplete"):
        found = explain_shortfall(evaluation=rows[name], reasons="Důvod", measures="Opatření", user=None)
        if name not in {"met", "to_answer"}:
            verdict = Verdict.SUFFICIENT if name == "sufficient" else Verdict.INCOMPLETE
            answer_explanation(explanation=found, verdict=verdict, opinion="Názor", user=None)
    rows["met"].is_met, rows["met"].explanation_due_on, rows["met"].failures_in_row = True, None, 0
    rows["met"].save()
    return rows


def listed(client: Client, query: str = "") -> list[int]:
    return [row.pk for row in client.get(f"{INDEX}{query}").context["object_list"]]


def test_each_number_of_the_home_page_opens_exactly_its_list(
    client: Client, states: dict[str, Any], union_admin: Any, manager_a: Any
) -> None:
    client.force_login(manager_a)
    client.defaults["HTTP_HOST"] = "horni.localhost"
    explain = {row.pk for row in to_explain(manager_a)}
    assert explain == {states["late"].pk, states["incomplete"].pk} == set(listed(client, "?waiting=explain"))
    assert set(listed(client)) == {row.pk for name, row in states.items() if name != "to_explain"}
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    answer = {row.evaluation_id for row in to_answer(union_admin)}
    assert answer == {states["to_answer"].pk} == set(listed(client, "?waiting=answer"))
    assert len(listed(client)) == len(states)
    assert listed(client, "?association=dolni") == [states["to_explain"].pk]
    assert listed(client, f"?association=horni&period={states['late'].period_id}") == [states["late"].pk]


def test_the_union_sorts_and_exports_what_it_sees(
    client: Client, states: dict[str, Any], union_admin: Any, manager_a: Any
) -> None:
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    by_state = listed(client, "?ordering=standing")
    assert by_state[0] == states["to_answer"].pk
    assert by_state[-1] == states["met"].pk
    assert listed(client, "?ordering=-standing")[0] == states["met"].pk
    exported = client.get(f"{INDEX}?export=csv")
    text = b"".join(exported.streaming_content).decode()
    assert len(text.strip().splitlines()) == len(states) + 1
    assert "čeká na stanovisko Svazu" in text
    assert "Svazek" in text or "Horni" in text
    assert client.get(f"{INDEX}?export=xlsx").status_code == 200
    client.force_login(manager_a)
    own = client.get(f"{INDEX}?export=csv", headers={"host": "horni.localhost"})
    assert "Dolni" not in b"".join(own.streaming_content).decode()


def test_the_list_and_the_page_make_as_many_queries_for_many_rows(
    client: Client, dso_a: Association, union_admin: Any, assert_same_queries: Callable[..., int]
) -> None:
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    row = evaluated(dso_a)
    explain_shortfall(evaluation=row, reasons="Důvod", measures="Opatření", user=None)

    def grow() -> None:
        for number in range(2, 14):
            other = evaluated(dso_a, ended_period(number, days_ago=100 * number))
            explain_shortfall(evaluation=other, reasons="Důvod", measures="Opatření", user=None)
        values = {"evaluation": row, "site": dso_a.site, "reasons": "Důvod", "measures": "Opatření"}
        done = {"verdict": "incomplete", "opinion": "Doplňte", "answered_at": timezone.now()}
        due = timezone.localdate()
        row.explanations.update(**done)
        Explanation.objects.bulk_create(
            Explanation(number=number, answer_due_on=due, **values, **done) for number in range(2, 9)
        )
        Explanation.objects.create(number=9, answer_due_on=due, **values)

    page = reverse("explanations:inspect", args=[row.pk])
    assert_same_queries(lambda: [client.get(INDEX), client.get(page)], grow)
    assert programme().periods.count() == 13
