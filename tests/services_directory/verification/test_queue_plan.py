"""The page of the plan of first verifications."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.tenancy.models import Association
from services_directory.actions import record_verification
from services_directory.models import Service, VerificationPlan
from services_directory.verification.phoning.plan_views import Pace, paces, this_monday
from services_directory.verification.plan import Proposed

from .queueing import QUEUE, client_of, entry, names

PLAN = reverse("verification_queue:plan")


@pytest.fixture
def manager(manager_a: Any) -> Client:
    return client_of(manager_a)


@pytest.fixture
def imported(association: Association) -> list[Service]:
    """Six entries that nobody has verified, each of its own provider."""
    return [entry(association, f"Služba {number}", due=100) for number in range(6)]


def make(client: Client, per_week: Any, weeks_ahead: int = 0, query: str = "") -> Any:
    starts = this_monday() + timedelta(weeks=weeks_ahead)
    return client.post(PLAN + query, {"do": "make", "per_week": per_week, "starts_on": starts.isoformat()})


@pytest.mark.spec("F2")
def test_a_manager_plans_so_many_a_week_and_sees_how_far_it_is(imported: list[Service], manager: Client) -> None:
    html = manager.get(PLAN).content.decode()
    assert "6 záznamů ještě nikdo neověřil" in html
    assert make(manager, 2).status_code == 302
    plan = VerificationPlan.objects.get()
    assert plan.per_week == 2
    page = manager.get(PLAN)
    assert [(week.entries, week.verified) for week in page.context["weeks"]] == [(2, 0), (2, 0), (2, 0)]
    assert [week.is_now for week in page.context["weeks"]] == [True, False, False]
    this_week = names(manager, list="planned")
    assert len(this_week) == 2
    record_verification(service=Service.objects.get(name=this_week[0]), method="phone")
    page = manager.get(PLAN)
    assert page.context["weeks"][0].verified == 1
    assert "ověřeno 1 z 6" in page.content.decode()
    assert len(names(manager, list="planned")) == 1


def test_a_plan_is_made_anew_or_dropped(imported: list[Service], manager: Client) -> None:
    make(manager, 2)
    make(manager, 3, weeks_ahead=1)
    assert [week.entries for week in manager.get(PLAN).context["weeks"]] == [3, 3]
    manager.post(PLAN, {"do": "drop"})
    assert not VerificationPlan.objects.exists()
    assert manager.get(PLAN).context["weeks"] == []


@pytest.mark.parametrize(("per_week", "weeks_ahead"), [("0", 0), ("", 0), ("mnoho", 0), ("2", -1)])
def test_what_cannot_be_planned_is_said(
    imported: list[Service], manager: Client, per_week: str, weeks_ahead: int
) -> None:
    assert make(manager, per_week, weeks_ahead).status_code == 422
    assert not VerificationPlan.objects.exists()


def test_paces_say_when_all_is_done() -> None:
    starts = this_monday()
    assert paces(Proposed(entries=30, weeks=10, per_week_needed=3), starts) == [
        Pace(3, 10, starts + timedelta(weeks=9, days=4)),
        Pace(4, 8, starts + timedelta(weeks=7, days=4)),
        Pace(6, 5, starts + timedelta(weeks=4, days=4)),
    ]


def test_only_managers_plan_and_the_union_looks(
    imported: list[Service],
    association: Association,
    neighbour: Association,
    editor_a: Any,
    manager_b: Any,
    union_admin: Any,
    union_reviewer: Any,
) -> None:
    editor = client_of(editor_a)
    assert make(editor, 2).status_code in {302, 403}
    assert PLAN not in editor.get(reverse(QUEUE)).content.decode()
    reviewer = client_of(union_reviewer, "localhost")
    own = f"?association={association.pk}"
    assert association.short_name in reviewer.get(PLAN).content.decode()
    assert "Plán dělá vedoucí" in reviewer.get(PLAN + own).content.decode()
    assert make(reviewer, 2, query=own).status_code in {302, 403}
    assert make(client_of(union_admin, "localhost"), 2).status_code == 404
    assert not VerificationPlan.objects.exists()
    # A manager of another association plans for that one, whatever the address says.
    make(client_of(manager_b, "dolni.localhost"), 2, query=own)
    assert [plan.site for plan in VerificationPlan.objects.all()] == [neighbour.site]


def test_the_same_queries_whatever_the_plan_holds(
    association: Association, manager: Client, assert_same_queries: Callable[..., int]
) -> None:
    def plan(count: int) -> None:
        for number in range(count):
            entry(association, f"Nová {Service.objects.count()} {number}", due=100)
        make(manager, 1)

    plan(2)
    assert_same_queries(lambda: manager.get(PLAN), lambda: plan(10))
