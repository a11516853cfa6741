"""What centres close on average, on which a change of the minimum is based (TGT-2)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contact_centre.minimum.averages import average_before
from contact_centre.models import Activity
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, MonitoringPeriod, Threshold
from portal.tenancy.models import Association
from tests.contact_centre.factories import make_activity, output
from tests.contact_centre.shortfalls import programme

pytestmark = [pytest.mark.django_db, pytest.mark.spec("TGT-2")]

CHANGE = DeadlineKind.ACTIVITY_MINIMUM_CHANGE


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def close(association: Association, number: int, closed_on: date) -> None:
    pattern = make_activity(association)
    kept = ("site", "trigger", "area", "subarea", "handled_by", "title", "description")
    values = {name: getattr(pattern, name) for name in kept}
    done = {"status": "closed", "output": output(), "output_description": "Hotovo"}
    Activity.objects.bulk_create(
        Activity(**values, **done, reference=f"{closed_on}-{n}", started_on=closed_on, closed_on=closed_on)
        for n in range(number)
    )


@pytest.fixture
def coming_change(dso_a: Association, dso_b: Association) -> Deadline:
    """A change in five days, the last one 195 days earlier: two periods of a hundred days, of which the last fifteen
    days before the change don't count. Horní ran all the time, Dolní only in the second period."""
    running = programme()
    Deadline.objects.create(programme=running, kind=CHANGE, number=1, due_on=day(-195))
    periods = [(1, day(-194), day(-95)), (2, day(-94), day(5))]
    for number, starts_on, ends_on in periods:
        MonitoringPeriod.objects.create(programme=running, number=number, starts_on=starts_on, ends_on=ends_on)
    Association.objects.filter(pk=dso_a.pk).update(centre_since=day(-500))
    Association.objects.filter(pk=dso_b.pk).update(centre_since=day(-94))
    Threshold.objects.create(
        programme=running,
        code="activities_per_period",
        name="Minimum",
        value=150,
        unit="activities",
        valid_from=running.starts_on,
    )
    return Deadline.objects.create(programme=running, kind=CHANGE, number=2, due_on=day(5))


def test_the_average_is_of_one_centre_in_one_period_of_those_that_took_part(
    coming_change: Deadline, dso_a: Association, dso_b: Association
) -> None:
    close(dso_a, 10, day(-150))
    close(dso_a, 12, day(-50))
    close(dso_b, 5, day(-50))
    close(dso_b, 99, day(-150))  # its centre ran in a part of that period only
    close(dso_a, 7, day(-196))  # before the last change
    found = average_before(coming_change)
    assert (found.starts_on, found.ends_on) == (day(-194), day(-10))
    assert [(row.centres, row.closed, float(row.share)) for row in found.periods] == [(1, 10, 1.0), (2, 17, 0.85)]
    assert found.periods[1].average == 10
    assert found.per_period == 10


def test_the_page_shows_it_in_as_many_queries_for_many_activities(
    coming_change: Deadline,
    dso_a: Association,
    client: Client,
    union_admin: Any,
    assert_same_queries: Callable[..., int],
) -> None:
    client.force_login(union_admin)
    address = reverse("minimum:index")
    close(dso_a, 2, day(-50))
    assert_same_queries(lambda: client.get(address, headers={"host": "localhost"}), lambda: close(dso_a, 60, day(-51)))
    page = client.get(address, headers={"host": "localhost"}).content.decode()
    assert "120" in page
    assert "180" in page


def test_days_to_come_do_not_make_the_average_smaller(coming_change: Deadline, dso_a: Association) -> None:
    Deadline.objects.filter(pk=coming_change.pk).update(due_on=day(60))
    coming_change.refresh_from_db()
    close(dso_a, 12, day(-50))
    found = average_before(coming_change)
    assert found.ends_on == day(-1)
    assert [float(row.share) for row in found.periods] == [1.0, 0.94]
    Deadline.objects.filter(programme=coming_change.programme, number=1).update(due_on=day(-1))
    assert average_before(coming_change).per_period is None
