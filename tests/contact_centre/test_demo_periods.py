"""The demonstration's register: the work of the last periods and how the centres met their targets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contact_centre.demo_periods import load_periods
from contact_centre.demo_register import load_history
from contact_centre.enums import ActivityStatus, Verdict
from contact_centre.models import Activity, ActivityChange, Explanation, LegalHours, PeriodEvaluation, Project
from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.programme.models import MonitoringPeriod, Programme
from portal.tenancy.models import Absence, Association
from tests.contact_centre.factories import make_staff

QUARTER = timedelta(days=91)
FAILING = "svazekobci1866"
"""In the demonstration it misses two periods in a row."""


@pytest.fixture
def periods(union_reviewer: object) -> list[MonitoringPeriod]:
    """Three ended periods and one in whose middle we are."""
    first = timezone.localdate() - 3 * QUARTER - QUARTER / 2
    programme = Programme.objects.create(
        code="demo_of_tests", name="Program", starts_on=first, ends_on=first + 4 * QUARTER
    )
    return [
        MonitoringPeriod.objects.create(
            programme=programme,
            number=number + 1,
            starts_on=first + number * QUARTER,
            ends_on=first + (number + 1) * QUARTER - timedelta(days=1),
        )
        for number in range(4)
    ]


@pytest.fixture
def centre(dso_a: Association, manager_a: object, editor_a: object, periods: list[MonitoringPeriod]) -> Association:
    dso_a.slug = FAILING
    dso_a.save()
    make_staff(dso_a)
    return dso_a


@pytest.mark.django_db
def test_the_register_of_the_last_periods_is_there_once_with_its_history(
    centre: Association, periods: list[MonitoringPeriod]
) -> None:
    load_history(centre)
    stored = Activity.objects.for_association(centre).count()
    load_history(centre)

    register = Activity.objects.for_association(centre)
    ended = [register.counted(period.starts_on, period.ends_on).count() for period in periods]
    assert ended[:3] == [155, 138, 129]
    assert register.count() == stored == sum(ended)
    assert not register.filter(closed_on__gte=timezone.localdate()).exists()
    assert set(register.values_list("status", flat=True)) == {ActivityStatus.CLOSED}
    assert ActivityChange.objects.filter(site=centre.site).count() == 2 * stored


@pytest.mark.django_db
def test_the_centre_missed_two_periods_and_explained_both(centre: Association, periods: list[MonitoringPeriod]) -> None:
    load_history(centre)
    load_periods(centre)
    load_periods(centre)

    evaluations = PeriodEvaluation.objects.filter(site=centre.site).order_by("period__number")
    assert [(row.is_met, row.is_breach) for row in evaluations] == [(True, False), (False, False), (False, True)]
    verdicts = Explanation.objects.filter(site=centre.site).order_by("evaluation__period__number")
    assert list(verdicts.values_list("verdict", flat=True)) == [Verdict.SUFFICIENT, Verdict.INCOMPLETE]
    assert Project.objects.filter(site=centre.site).count() == 1
    assert LegalHours.objects.filter(site=centre.site).count() == 1
    assert Absence.objects.filter(site=centre.site).count() == 1
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()
    now = timezone.now()
    assert not ActivityChange.objects.filter(at__gt=now).exists()


@pytest.mark.django_db
def test_an_association_outside_the_demonstration_gets_no_register(
    dso_b: Association, periods: list[MonitoringPeriod]
) -> None:
    load_history(dso_b)
    load_periods(dso_b)

    assert not Activity.objects.exists()
    assert not PeriodEvaluation.objects.exists()
