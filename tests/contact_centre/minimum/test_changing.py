"""The Union changes the minimum of activities at set days, within limits, and tells every centre (TGT-2)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme, Threshold
from portal.programme.querysets import threshold
from portal.tenancy.models import Association
from tests.contact_centre.shortfalls import evaluated, programme

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-2"), pytest.mark.only_on("postgresql")]

MINIMUM = "activities_per_period"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def running(db: None) -> Programme:
    """A programme with 150 in force whose minimum may change in ten days, and again a year later."""
    found = programme()
    kind = DeadlineKind.ACTIVITY_MINIMUM_CHANGE
    for number, due_on in ((1, in_days(-355)), (2, in_days(10)), (3, in_days(375))):
        Deadline.objects.create(programme=found, kind=kind, number=number, due_on=due_on)
    Threshold.objects.create(
        programme=found, code=MINIMUM, name="Minimum", value=150, unit="activities", valid_from=found.starts_on
    )
    return found


@pytest.fixture
def union_page(client: Client, union_admin: Any) -> Callable[..., Any]:
    """`union_page(value=, valid_from=)` sends the form as the Union's admin."""
    client.force_login(union_admin)
    client.defaults["HTTP_HOST"] = "localhost"
    return lambda **values: client.post(reverse("minimum:index"), values)


def test_the_first_change_goes_from_120_to_180_and_the_next_one_from_the_new_value(
    running: Programme, union_page: Callable[..., Any]
) -> None:
    for value in (119, 181):
        refused = union_page(value=value, valid_from=in_days(11).isoformat())
        assert "120" in refused.context["form"].errors["value"][0]
        assert "180" in refused.context["form"].errors["value"][0]
    assert union_page(value=180, valid_from=in_days(11).isoformat()).status_code == 302
    refused = union_page(value=217, valid_from=in_days(376).isoformat())
    assert "144" in refused.context["form"].errors["value"][0]
    assert "216" in refused.context["form"].errors["value"][0]
    assert union_page(value=144, valid_from=in_days(376).isoformat()).status_code == 302
    found = running.thresholds.filter(code=MINIMUM).order_by("valid_from")
    assert list(found.values_list("value", "valid_from", "valid_until")) == [
        (150, running.starts_on, in_days(11)),
        (180, in_days(11), in_days(376)),
        (144, in_days(376), None),
    ]
    assert [threshold(MINIMUM, on=in_days(day)) for day in (10, 11, 375, 376)] == [150, 180, 180, 144]


@pytest.mark.parametrize("days", [0, 10, 12, 40, -354])
def test_a_day_that_is_not_set_or_has_gone_by_is_refused_at_its_field(
    running: Programme, union_page: Callable[..., Any], days: int
) -> None:
    refused = union_page(value=160, valid_from=in_days(days).isoformat())
    assert refused.status_code == 422
    assert refused.context["form"].errors["valid_from"]
    assert running.thresholds.filter(code=MINIMUM).count() == 1


def test_every_centre_is_told_once_and_what_was_evaluated_keeps_its_limit(
    running: Programme,
    union_page: Callable[..., Any],
    union_admin: Any,
    manager_a: Any,
    manager_b: Any,
    dso_a: Association,
    delivered_mail: Callable[[], list[EmailMessage]],
) -> None:
    Association.objects.update(centre_since=in_days(-100))
    evaluation = evaluated(dso_a)
    union_page(value=170, valid_from=in_days(11).isoformat())
    letters = delivered_mail()
    assert sorted(letter.to[0] for letter in letters) == sorted([manager_a.email, manager_b.email])
    assert all("150" in letter.body and "170" in letter.body for letter in letters)
    assert "horni.localhost" in next(letter.body for letter in letters if letter.to == [manager_a.email])
    again = union_page(value=170, valid_from=in_days(11).isoformat())
    assert again.context["form"].errors["value"]
    assert delivered_mail() == []
    evaluation.refresh_from_db()
    assert (evaluation.minimum, threshold(MINIMUM)) == (150, 150)
    entry = ModelLogEntry.objects.get(action="contact_centre.change_minimum")
    assert (entry.user, entry.data["value"], entry.data["before"]) == (union_admin, 170, 150)


def test_until_it_is_to_be_announced_a_wrong_number_may_be_set_right(
    running: Programme, union_page: Callable[..., Any]
) -> None:
    union_page(value=125, valid_from=in_days(11).isoformat())
    assert union_page(value=175, valid_from=in_days(11).isoformat()).status_code == 302
    assert threshold(MINIMUM, on=in_days(11)) == 175
    assert running.thresholds.filter(code=MINIMUM).count() == 2


def test_the_reviewer_reads_the_page_and_a_centre_does_not(
    running: Programme, client: Client, union_reviewer: Any, manager_a: Any
) -> None:
    address, values = reverse("minimum:index"), {"value": 160, "valid_from": in_days(11).isoformat()}
    client.force_login(union_reviewer)
    page = client.get(address, headers={"host": "localhost"}).content.decode()
    assert "120" in page
    assert "180" in page
    assert 'name="value"' not in page
    client.post(address, values, headers={"host": "localhost"})
    client.force_login(manager_a)
    assert client.get(address, headers={"host": "horni.localhost"}).status_code in {302, 403}
    client.post(address, values, headers={"host": "horni.localhost"})
    assert running.thresholds.filter(code=MINIMUM).count() == 1
