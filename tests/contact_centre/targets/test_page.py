"""The page of a centre's targets: the centre's people, and the Union for any association."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contact_centre.models import PeriodEvaluation
from contact_centre.targets.nightly import evaluate
from portal.tenancy.models import Association

from .cases import ONE_DAY, close, close_by_months, coming_periods, on

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
PAGE = reverse("targets:index")


def signed_in(client: Client, user: Any, host: str = "horni.localhost") -> Client:
    client.defaults["HTTP_HOST"] = host
    client.force_login(user)
    return client


def linked(html: str) -> list[tuple[str, int]]:
    """Addresses of the register on the page, each with the number it stands at."""
    register = re.escape(reverse("activities:index"))
    found = re.findall(rf'<a href="({register}\?[^"]+)">(?:<b>)?(\d+)', html)
    return [(unescape(url), int(number)) for url, number in found]


@pytest.mark.spec("TGT-1")
def test_each_number_opens_exactly_its_list(client: Client, dso_a: Association, manager_a: Any, editor_a: Any) -> None:
    (period,) = coming_periods()
    close(dso_a, period.starts_on - ONE_DAY, period.starts_on - ONE_DAY, 3, advice=3)
    close_by_months(dso_a, period, (6, 4, 2), 7)
    with on(period.ends_on - timedelta(days=2)):
        signed_in(client, manager_a)
        html = client.get(PAGE).content.decode()
        links = linked(html)
        assert [number for _url, number in links] == [12, 7, 6, 4, 2]
        for url, number in links:
            listed = client.get(url).context["object_list"]
            assert len(listed) == number
        assert linked(signed_in(client, editor_a).get(PAGE).content.decode()) == links
    assert 'class="targets-state targets-state--at_risk"' in html


@pytest.mark.on_both
@pytest.mark.spec("TGT-3")
def test_a_past_period_shows_what_was_evaluated_and_what_counts_now(
    client: Client, dso_a: Association, manager_a: Any
) -> None:
    first, second = coming_periods(2)
    close_by_months(dso_a, first, (50, 50, 40), 100)
    with on(first.ends_on + ONE_DAY):
        evaluate()
    close(dso_a, first.starts_on, first.starts_on, 11)
    with on(second.starts_on + timedelta(days=20)):
        signed_in(client, manager_a)
        running = client.get(PAGE).context
        assert running["sheet"].period == second
        (past,) = running["past"]
        assert (past.then.total, past.now.total, past.has_changed) == (140, 151, True)
        html = client.get(PAGE, {"period": first.pk}).content.decode()
        assert reverse("explanations:inspect", args=[past.evaluation.pk]) in html
        assert linked(html)[0][1] == 151
        assert client.get(PAGE, {"period": "x"}).status_code == 404
        # The Union may still move the days of a period: the evaluation then has more months than the period.
        first.ends_on -= timedelta(days=40)
        first.save()
        assert client.get(PAGE, {"period": first.pk}).status_code == 200


@pytest.mark.spec("TGT-1", "A5")
def test_the_union_reads_numbers_of_any_association_without_a_way_into_the_register(
    client: Client, dso_a: Association, union_admin: Any
) -> None:
    (period,) = coming_periods()
    close_by_months(dso_a, period, (6, 4, 2), 7)
    with on(period.ends_on):
        signed_in(client, union_admin, "localhost")
        assert client.get(PAGE).headers["location"] == reverse("centres:index")
        response = client.get(PAGE, {"association": dso_a.slug})
        assert response.context["sheet"].count.total == 12
        assert reverse("activities:index") not in response.content.decode().partition("<main")[2]
        assert client.get(PAGE, {"association": "nikde"}).status_code == 404


def test_nobody_reads_the_targets_of_another_centre(client: Client, dso_b: Association, manager_a: Any) -> None:
    coming_periods()
    assert signed_in(client, manager_a).get(PAGE, {"association": dso_b.slug}).status_code == 404


@pytest.mark.spec("TGT-5")
def test_only_the_union_evaluates_again_from_the_page(
    client: Client, dso_a: Association, manager_a: Any, union_admin: Any
) -> None:
    (period,) = coming_periods()
    with on(period.ends_on + ONE_DAY):
        evaluate()
        evaluation = PeriodEvaluation.objects.get(site=dso_a.site_id)
        close(dso_a, period.starts_on, period.ends_on, 150, advice=150)
        again = reverse("targets:again", args=[evaluation.pk])
        assert signed_in(client, manager_a).post(again, {"reason": "Oprava"}).status_code in (302, 403)
        evaluation.refresh_from_db()
        assert evaluation.counted == 0
        signed_in(client, union_admin, "localhost")
        assert again in client.get(PAGE, {"association": dso_a.slug}).content.decode()
        assert client.get(again).status_code == 200
        assert client.post(again, {"reason": " "}).status_code == 200
        response = client.post(again, {"reason": "Oprava"}, follow=True)
    assert response.context["sheet"].count.total == 150
    evaluation.refresh_from_db()
    assert evaluation.is_met


def test_the_page_costs_the_same_for_many_activities_and_periods(
    client: Client, dso_a: Association, manager_a: Any, assert_same_queries: Callable[..., int]
) -> None:
    periods = coming_periods(6)
    close(dso_a, periods[0].starts_on, periods[0].ends_on, 3)
    with on(periods[0].ends_on + ONE_DAY):
        evaluate()

    def grow() -> None:
        close(dso_a, periods[0].starts_on, periods[5].ends_on, 300)
        with on(periods[4].ends_on + ONE_DAY):
            evaluate()

    with on(periods[5].starts_on):
        signed_in(client, manager_a)
        assert_same_queries(lambda: client.get(PAGE), grow)
        assert len(client.get(PAGE).context["past"]) == 5
