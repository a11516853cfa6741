"""The accessibility statement is gone through once a year: letters, the desk, the Union's numbers (C2)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from home.clock import remind_of_reviews
from home.models import AccessibilityStatementPage
from home.reviewing import DueReview, review_by
from portal.core.templatetags.portal import cs_date
from portal.jobs.models import OutboxMessage
from portal.programme.models import Programme, Threshold
from portal.tenancy.models import Association

pytestmark = [pytest.mark.django_db, pytest.mark.spec("C2"), pytest.mark.only_on("postgresql")]


def statement(association: Association) -> AccessibilityStatementPage:
    page: AccessibilityStatementPage = AccessibilityStatementPage.objects.child_of(association.root_page).get()
    return page


def morning(day: date, hour: int = 8) -> time_machine.travel:
    return time_machine.travel(
        datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Prague")), tick=False
    )


def letters(association: Association) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith="home.statement_review:", site=association.site))


def run_on(day: date) -> int:
    with morning(day):
        return remind_of_reviews()


def test_the_managers_are_reminded_before_on_the_day_and_until_it_is_done(dso_a: Association, manager_a: Any) -> None:
    page = statement(dso_a)
    by = review_by(page.reviewed_on)
    for day, count in ((-31, 0), (-30, 1), (-29, 1), (-1, 1), (0, 2), (29, 2), (30, 3), (31, 3)):
        run_on(by + timedelta(days=day))
        assert len(letters(dso_a)) == count, day
    first, second, third = sorted(letters(dso_a), key=lambda letter: letter.pk)
    assert {first.recipient, second.recipient} == {manager_a.email}
    assert cs_date(by) in first.text
    assert f"/admin/pages/{page.pk}/edit/" in first.text
    assert first.subject != second.subject == third.subject

    with morning(by + timedelta(days=40)):
        page.reviewed_on = timezone.localdate()
        page.save_revision().publish()
    run_on(by + timedelta(days=75))
    assert len(letters(dso_a)) == 3


def test_nobody_is_written_to_at_night(dso_a: Association, manager_a: Any) -> None:
    with morning(review_by(statement(dso_a).reviewed_on), hour=6):
        assert remind_of_reviews() == 0
    assert not letters(dso_a)


def test_the_unions_own_statement_is_the_unions(dso_a: Association, union: Any) -> None:
    page = AccessibilityStatementPage.objects.child_of(union.root_page).get()
    union.email = "svaz@example.org"
    union.save()
    run_on(review_by(page.reviewed_on))
    letter = OutboxMessage.objects.get(event__startswith=f"home.statement_review:{page.pk}:")
    assert (letter.recipient, letter.site) == ("svaz@example.org", None)


def test_how_often_is_a_row_of_the_union(dso_a: Association, manager_a: Any) -> None:
    page = statement(dso_a)
    programme = Programme.objects.create(
        name="Program", code="review", starts_on=page.reviewed_on, ends_on=page.reviewed_on + timedelta(days=2000)
    )
    Threshold.objects.create(
        programme=programme, code="statement_review_months", name="Přezkoumání", value=6, unit="months",
        valid_from=page.reviewed_on,
    )  # fmt: skip
    run_on(review_by(page.reviewed_on, months=6) - timedelta(days=31))
    assert not letters(dso_a)
    run_on(review_by(page.reviewed_on, months=6))
    assert len(letters(dso_a)) == 1


def test_the_desk_says_it_to_the_association_and_to_no_other(
    client: Client, dso_a: Association, dso_b: Association, manager_a: Any, manager_b: Any
) -> None:
    own = statement(dso_a)
    for reviewed, kind in ((360, "statement_review"), (400, "statement_late"), (10, "")):
        day = timezone.localdate() - timedelta(days=reviewed)
        AccessibilityStatementPage.objects.filter(pk=own.pk).update(reviewed_on=day)
        for user, host, kinds in ((manager_a, dso_a, {kind}), (manager_b, dso_b, {""})):
            client.force_login(user)
            html = client.get("/admin/", headers={"host": host.site.hostname}).content.decode()
            shown = {name for name in ("statement_review", "statement_late") if f'data-kind="{name}"' in html} or {""}
            assert shown == kinds, (reviewed, user)


@pytest.mark.parametrize(("reviewed", "by"), [("2028-02-29", "2029-02-28"), ("2027-08-31", "2028-08-31")])
def test_a_year_is_a_year(reviewed: str, by: str) -> None:
    assert review_by(date.fromisoformat(reviewed), months=12) == date.fromisoformat(by)


def test_reminders_count_from_the_last_day() -> None:
    due = DueReview(AccessibilityStatementPage(), date(2027, 1, 31))
    assert [due.stage(date(2027, 1, 31) + timedelta(days=n)) for n in (-1, 0, 29, 30, 60)] == [0, 1, 1, 2, 3]
