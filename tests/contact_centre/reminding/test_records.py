"""A register in which nothing is recorded for a week: reminders of it, and what the Union sees (ACT-5)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.reminding.records import remind_of_records
from contact_centre.reminding.silence import for_the_union, silences
from portal.jobs.models import OutboxMessage
from portal.programme.models import Threshold
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_activity
from tests.tenancy.absences.days import at, away

pytestmark = [pytest.mark.django_db, pytest.mark.spec("ACT-5")]
BEGAN = timezone.localdate() + timedelta(days=1)


def day(number: int) -> date:
    """So many days after the centre's last record."""
    return BEGAN + timedelta(days=number)


def run(number: int, hour: int = 9) -> int:
    with at(day(number), hour):
        return remind_of_records()


def reminded() -> list[str]:
    found = OutboxMessage.objects.filter(event__startswith="register.silent:").order_by("pk")
    return list(found.values_list("recipient", flat=True))


@pytest.fixture
def centre(dso_a: Association, dso_b: Association, manager_a: Any) -> Association:
    """The only running centre, which recorded something on the first day."""
    Association.objects.filter(pk=dso_b.pk).update(centre_since=None)
    with at(BEGAN):
        make_activity(dso_a)
    return dso_a


def test_managers_are_reminded_after_seven_days_and_each_further_seven_once(
    centre: Association, manager_a: Any
) -> None:
    assert [run(6), run(7, 6), run(7), run(7), run(7, 20), run(8), run(13)] == [0, 0, 1, 0, 0, 0, 0]
    assert [run(14), run(14), run(20)] == [1, 0, 0]
    assert reminded() == [manager_a.email] * 2
    letter = OutboxMessage.objects.filter(event__startswith="register.silent:").earliest("pk")
    assert "7 dní" in letter.subject.replace("\u00a0", " ")
    assert reverse("activities:index") in letter.text
    assert letter.site == centre.site


def test_missed_days_bring_one_reminder_and_no_more(centre: Association) -> None:
    assert [run(30), run(31), run(34), run(35)] == [1, 0, 0, 1]


def test_a_record_ends_the_gap_and_the_next_one_counts_anew(centre: Association) -> None:
    run(7)
    with at(day(13)):
        make_activity(centre)
    assert [run(14), run(19), run(20), run(21)] == [0, 0, 1, 0]


def test_without_any_record_days_count_from_the_day_the_centre_runs(dso_a: Association, dso_b: Association) -> None:
    Association.objects.filter(pk=dso_b.pk).update(centre_since=None)
    Association.objects.filter(pk=dso_a.pk).update(centre_since=BEGAN, email="centrum@example.org")
    assert [run(6), run(7)] == [0, 1]
    # A centre without managers reads at its own address.
    assert reminded() == ["centrum@example.org"]


def test_an_association_without_a_running_centre_and_a_programme_without_the_limit_remind_nobody(
    centre: Association,
) -> None:
    Association.objects.filter(pk=centre.pk).update(centre_until=day(8))
    assert [run(7), run(14)] == [1, 0]
    Association.objects.filter(pk=centre.pk).update(centre_until=None)
    Threshold.objects.filter(code="register_reminder_days").delete()
    assert run(14) == 0


@pytest.mark.spec("U2")
def test_the_deputy_of_the_manager_is_reminded_and_nobody_twice(
    centre: Association, manager_a: Any, editor_a: Any
) -> None:
    away(manager_a, editor_a, day(7), day(7))
    away(manager_a, editor_a, day(15), day(15))
    assert [run(7), run(8), run(14), run(15)] == [1, 0, 1, 0]
    assert reminded() == [editor_a.email, manager_a.email]


def test_the_union_sees_a_centre_after_two_reminders_and_nobody_else_does(
    centre: Association, client: Client, union_reviewer: Any, manager_a: Any
) -> None:
    assert [len(for_the_union(day(number))) for number in (13, 14)] == [0, 1]
    page = reverse("silent_centres:index")
    with at(day(16)):
        client.force_login(union_reviewer)
        html = client.get(page, headers={"host": "localhost"}).content.decode()
        assert html.count("data-desk-row") == 1
        assert centre.short_name in html
        assert ">16<" in html
        client.force_login(manager_a)
        assert client.get(page, headers={"host": "horni.localhost"}).status_code in (302, 403)


def test_the_gaps_of_all_centres_are_read_in_two_queries(centre: Association, queries: Any) -> None:
    assert len(queries(lambda: silences(day(9)))) == 2
