"""The desk on the admin's home page (U1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.tenancy import desk
from portal.tenancy.desk import DeskLine, register_desk_line, whole_desk
from portal.tenancy.models import Association

from .world import fill

pytestmark = [pytest.mark.django_db, pytest.mark.spec("U1"), pytest.mark.only_on("postgresql")]

HOSTS = {"manager_a": "horni.localhost", "editor_a": "horni.localhost"}
EXPECTED = {
    "manager_a": {
        "stand_in", "requests_mine", "my_activities", "kept_overdue", "kept_soon", "kept_check",
        "requests_open", "requests_overdue", "requests_look", "to_explain", "activities", "verify_overdue",
        "verify_check", "verify_soon", "proposals", "mistakes", "mistakes_held", "period_closed", "period_advice",
        "outlook", "period_ends", "explanation_due", "newsletter_submit", "newsletter_publish", "meeting_window",
        "next_verification", "came_back", "newsletter_late", "mails_in_doubt",
    },
    "editor_a": {
        "away", "requests_mine", "my_activities", "requests_open", "activities", "period_closed", "mails_in_doubt",
    },
    "union_reviewer": {
        "review", "to_answer", "at_risk", "silent", "to_record", "climbed", "answer_due", "newsletters_late",
    },
    "union_admin": {"to_answer", "at_risk", "silent", "to_record", "climbed", "mail_failed", "newsletter_comments"},
}  # fmt: skip


@pytest.fixture
def filled(dso_a: Association, dso_b: Association, manager_a: Any, editor_a: Any) -> None:
    fill(dso_a, dso_b, manager_a, editor_a)


def asked_by(user: Any, host: str) -> HttpRequest:
    request = RequestFactory().get(reverse("wagtailadmin_home"), headers={"host": host})
    request.user = user
    return request


def rows_shown(response: Any) -> int:
    """How many rows the page lists, on all its pages."""
    marked = len(re.findall(r"<tr[^>]* data-desk-row", response.content.decode()))
    page = response.context.get("page_obj")
    return marked or (page.paginator.count if page is not None else len(response.context["object_list"]))


@pytest.mark.parametrize("who", list(EXPECTED))
def test_each_number_opens_exactly_its_list(
    who: str, filled: None, client: Client, request: pytest.FixtureRequest
) -> None:
    user, host = request.getfixturevalue(who), HOSTS.get(who, "localhost")
    client.force_login(user)
    lines = [line for section in whole_desk(asked_by(user, host)).values() for line in section]

    kinds = [line.kind for line in lines]
    assert set(kinds) >= EXPECTED[who]
    for line in lines:
        opened = client.get(line.url, headers={"host": host})
        assert opened.status_code == 200, f"{line.kind}: {line.url}"
        if line.count is not None:
            assert rows_shown(opened) == line.count, f"{line.kind}: {line.url}"
            assert str(line.count) in line.text, line.kind


def test_the_home_page_asks_as_often_for_ten_times_as_much(
    filled: None,
    dso_a: Association,
    dso_b: Association,
    manager_a: Any,
    client: Client,
    assert_same_queries: Callable[..., int],
) -> None:
    from tests.contact_centre.factories import make_request, many_activities
    from tests.services_directory.factories import make_many

    def grow() -> None:
        many_activities(dso_a, 30)
        make_many(dso_a, 30)
        for _n in range(6):
            make_request(dso_a)

    client.force_login(manager_a)
    host = {"headers": {"host": "horni.localhost"}}
    assert_same_queries(lambda: client.get(reverse("wagtailadmin_home"), **host), grow)


def test_a_desk_with_nothing_on_it_says_so(client: Client, union_reviewer: Any) -> None:
    client.force_login(union_reviewer)
    html = client.get(reverse("wagtailadmin_home"), headers={"host": "localhost"}).content.decode()
    assert "desk-empty" in html
    assert "desk-part" not in html
    assert "Nic na vás teď nečeká" in html


def test_sections_stand_in_order_and_deadlines_by_their_day(filled: None, client: Client, manager_a: Any) -> None:
    client.force_login(manager_a)
    html = client.get(reverse("wagtailadmin_home"), headers={"host": "horni.localhost"}).content.decode()
    assert re.findall(r'class="desk-part desk-part--(\w+)"', html) == ["mine", "centre", "period", "deadlines"]
    days = re.findall(r'<time class="desk-day" datetime="([\d-]+)"', html)
    assert len(days) >= 5
    assert days == sorted(days)


def test_a_line_belongs_to_a_section_there_is(monkeypatch: pytest.MonkeyPatch, manager_a: Any) -> None:
    monkeypatch.setattr(desk, "_providers", [])
    with pytest.raises(ValueError, match="no section 'kitchen'"):
        register_desk_line("kitchen", 1, lambda request: None)
    register_desk_line("mine", 2, lambda request: DeskLine("druhý", "/", None, "second"))
    register_desk_line("mine", 1, lambda request: [DeskLine("první", "/", None, "first")])
    register_desk_line("mine", 3, lambda request: None)
    assert [line.kind for line in whole_desk(asked_by(manager_a, "horni.localhost"))["mine"]] == ["first", "second"]
