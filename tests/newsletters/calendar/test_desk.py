"""Newsletters on the desk and in the list: what is due, what came back, whom it waits for (NWS-5, V4, U1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from newsletters.enums import Channel
from newsletters.review.deciding import approve_round
from newsletters.review.reviewers import Reviewer
from portal.core.templatetags.portal import cs_date
from portal.programme.models import Programme
from portal.tenancy.desk import DeskLine, whole_desk
from portal.tenancy.models import Association, LiaisonExpert
from tests.contact_centre.targets.cases import on
from tests.newsletters.factories import submit

from .days import calendar_of, days_on, issue_of

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("postgresql")]
UNION = Reviewer("Dana Svazová", Channel.ACCOUNT)


@pytest.fixture
def runs() -> Programme:
    return calendar_of(days_on(5))


def lines(user: Any, host: str) -> dict[str, DeskLine]:
    request: HttpRequest = RequestFactory().get("/admin/", headers={"host": host})
    request.user = type(user).objects.get(pk=user.pk)
    return {line.kind: line for said in whole_desk(request).values() for line in said}


@pytest.mark.spec("NWS-5", "U1")
def test_a_day_is_gone_from_the_desk_once_its_step_is_done(
    runs: Programme, dso_a: Association, dso_b: Association, manager_a: Any, manager_b: Any
) -> None:
    def days(manager: Any, association: Association) -> set[str]:
        found = set(lines(manager, association.site.hostname))
        return found & {"newsletter_submit", "newsletter_publish", "newsletter_late", "voided"}

    with on(days_on(4)):
        assert days(manager_a, dso_a) == {"newsletter_submit", "newsletter_publish"}
        round = submit(issue_of(dso_a, runs, 1))
        assert days(manager_a, dso_a) == {"newsletter_publish"}
        # The other association has its own days.
        assert days(manager_b, dso_b) == {"newsletter_submit", "newsletter_publish"}
        approve_round(round=round, reviewer=UNION)
        assert days(manager_a, dso_a) == set()
    with on(days_on(6)):
        assert days(manager_b, dso_b) == {"newsletter_late", "newsletter_publish"}
        edited = round.issue.get_latest_revision_as_object()
        edited.title = "Jiný nadpis"
        edited.save_revision()
        assert days(manager_a, dso_a) == {"voided"}


@pytest.mark.spec("V4", "U1")
def test_the_union_sees_what_waits_for_whom_and_how_many_are_late(
    runs: Programme, dso_a: Association, dso_b: Association, union_admin: Any, union_reviewer: Any
) -> None:
    expert = LiaisonExpert.objects.create(name="Alena", email="alena@svaz.example.org", user=union_admin)
    Association.objects.filter(pk=dso_a.pk).update(liaison_expert=expert)
    round = submit(issue_of(dso_a, runs, 1))
    with on(days_on(6)):
        mine = lines(union_admin, "localhost")["review"]
        assert mine.text == f"1 zpravodaj čeká na vaše posouzení do {cs_date(round.due_on)}"
        others = lines(union_reviewer, "localhost")
        assert "review" not in others
        assert (others["newsletters_late"].count, others["newsletters_late"].text) == (1, "1 zpravodaj se opozdil")


@pytest.mark.spec("NWS-5")
def test_the_list_says_by_when_what_is_to_be_done(
    runs: Programme, dso_a: Association, manager_a: Any, client: Client, assert_same_queries: Callable[..., int]
) -> None:
    client.force_login(manager_a)

    def shown() -> str:
        answer = client.get(reverse("newsletters:index"), headers={"host": dso_a.site.hostname})
        return answer.content.decode().replace("\xa0", " ")

    issue = issue_of(dso_a, runs, 1)
    assert f"rozepsané, odeslat do {cs_date(days_on(5))}".replace("\xa0", " ") in shown()
    round = submit(issue)
    assert f"u Svazu, připomínky do {cs_date(round.due_on)}".replace("\xa0", " ") in shown()

    def grow() -> None:
        for number in range(2, 8):
            issue_of(dso_a, runs, number, live=number > 4)

    approve_round(round=round, reviewer=UNION)
    assert_same_queries(shown, grow)
