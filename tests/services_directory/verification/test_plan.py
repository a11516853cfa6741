"""A plan of first verifications: so many a week until all are done (F2)."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.working_days import is_working_day
from portal.tenancy.models import Association
from services_directory.actions import record_verification, unpublish_service
from services_directory.enums import Method
from services_directory.models import Service, VerificationPlan
from services_directory.verification.nightly import verification_nightly
from services_directory.verification.plan import drop_plan, make_plan, propose
from tests.services_directory.factories import make_many, make_service, members

from .days import day, on, stored

pytestmark = [pytest.mark.django_db, pytest.mark.spec("F2")]
WEEK = timedelta(days=7)


def monday_after(when: date) -> date:
    return when + timedelta(days=7 - when.weekday())


START = monday_after(day(5, 10))
"""A Monday in May, far from holidays: the Fridays of May and June are working days."""
NOW = START - timedelta(days=3)


def bodies(association: Association, *sizes: int) -> None:
    """Never verified entries: as many for each body as `sizes` say."""
    make_many(association, sum(sizes))
    keys = list(Service.objects.order_by("pk").values_list("pk", flat=True))
    for n, size in enumerate(sizes):
        mine, keys = keys[:size], keys[size:]
        Service.objects.filter(pk__in=mine).update(operator_ico=f"{n:08d}", operator_name=f"Obec {n}")


def planned() -> dict[date, Counter[str]]:
    """How many entries of each body each day has."""
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for when, ico in Service.objects.exclude(planned_for=None).values_list("planned_for", "operator_ico"):
        found[when][ico] += 1
    return dict(sorted(found.items()))


def test_so_many_a_week_each_on_the_last_working_day(dso_a: Association) -> None:
    with on(NOW):
        bodies(dso_a, *[1] * 10)
        make_plan(site=dso_a.site, per_week=4, starts_on=START)
    friday = START + timedelta(days=4)
    assert [(when, sum(count.values())) for when, count in planned().items()] == [
        (friday, 4),
        (friday + WEEK, 4),
        (friday + 2 * WEEK, 2),
    ]
    assert set(Service.objects.values_list("verify_by", flat=True)) == set(planned())


def test_entries_of_one_body_are_settled_in_one_week(dso_a: Association) -> None:
    with on(NOW):
        bodies(dso_a, 3, 3, 6, 1)
        make_plan(site=dso_a.site, per_week=4, starts_on=START)
    weeks = planned()
    assert len(weeks) <= 4
    assert sum(len(bodies_of_week) for bodies_of_week in weeks.values()) == 4


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 7), min_size=1, max_size=8), faster=st.integers(0, 3))
def test_as_many_a_week_as_proposed_end_inside_the_limit(dso_a: Association, sizes: list[int], faster: int) -> None:
    Service.objects.all().delete()
    with on(NOW):
        bodies(dso_a, *sizes)
        proposed = propose(dso_a.site_id, START)
        assert proposed.entries == sum(sizes)
        limit = Service.objects.values_list("verify_by", flat=True).first()
        make_plan(site=dso_a.site, per_week=proposed.per_week_needed + faster, starts_on=START)
    weeks = planned()
    assert sum(sum(count.values()) for count in weeks.values()) == sum(sizes)
    assert limit is not None
    assert max(weeks) <= limit
    assert all(is_working_day(when) for when in weeks)
    bodies_of_weeks = [ico for count in weeks.values() for ico in count]
    assert len(bodies_of_weeks) == len(set(bodies_of_weeks))


def test_what_is_due_first_comes_first_then_by_municipality(dso_a: Association) -> None:
    first, second = sorted(members(dso_a)[:2], key=lambda place: place.sort_key)
    with on(NOW):
        late = make_service(dso_a, name="A", operator_name="A", municipality=second)
        soon = make_service(dso_a, name="B", operator_name="B", municipality=first)
    with on(NOW - timedelta(days=40)):
        urgent = make_service(dso_a, name="C", operator_name="C", municipality=second)
    with on(NOW):
        make_plan(site=dso_a.site, per_week=1, starts_on=START)
    days = [stored(service).planned_for for service in (urgent, soon, late)]
    assert days == sorted(days, key=str)
    assert len(set(days)) == 3


def test_a_friday_off_gives_way_to_the_day_before(dso_a: Association) -> None:
    # Christmas falls on other days each year: whichever it is, offices work on the day planned.
    with on(day(11, 20)):
        bodies(dso_a, *[1] * 8)
        make_plan(site=dso_a.site, per_week=1, starts_on=day(12, 1))
    assert len(planned()) == 8
    assert all(is_working_day(when) for when in planned())


def test_nothing_is_proposed_where_nothing_is_left(dso_a: Association) -> None:
    assert propose(dso_a.site_id).entries == 0
    with on(NOW):
        record_verification(service=make_service(dso_a), method=Method.PHONE)
        assert propose(dso_a.site_id).per_week_needed == 0


def test_those_overdue_already_are_given_a_whole_period(dso_a: Association) -> None:
    with on(day(1, 5)):
        bodies(dso_a, *[1] * 26)
    with on(NOW + timedelta(days=200)):
        proposed = propose(dso_a.site_id)
    assert proposed.entries == 26
    assert proposed.per_week_needed in {1, 2}


def test_a_start_in_a_week_that_is_over_is_refused(dso_a: Association) -> None:
    with on(START), pytest.raises(ValidationError) as refused:
        make_plan(site=dso_a.site, per_week=3, starts_on=START - timedelta(days=10))
    assert list(refused.value.message_dict) == ["starts_on"]


def test_who_comes_later_joins_the_end(dso_a: Association) -> None:
    with on(NOW):
        bodies(dso_a, *[1] * 5)
        make_plan(site=dso_a.site, per_week=4, starts_on=START)
    friday = START + timedelta(days=4)
    with on(START + timedelta(days=1)):
        new = [make_service(dso_a, operator_name=f"Spolek {n}") for n in range(4)]
        assert [stored(service).planned_for for service in new] == [None] * 4
        assert verification_nightly()["planned"] == 4
        assert verification_nightly()["planned"] == 0
    assert [sum(count.values()) for count in planned().values()] == [4, 4, 1]
    assert [stored(service).planned_for for service in new] == [friday + WEEK] * 3 + [friday + 2 * WEEK]
    assert {stored(service).verify_by for service in new} == {friday + WEEK, friday + 2 * WEEK}


def test_after_the_end_of_a_plan_new_entries_begin_this_week(dso_a: Association) -> None:
    with on(NOW):
        make_plan(site=dso_a.site, per_week=4, starts_on=START)
    later = START + 10 * WEEK
    with on(later):
        service = make_service(dso_a)
        verification_nightly()
    assert later <= (stored(service).planned_for or date.max) <= later + timedelta(days=4)


def test_a_verified_entry_leaves_the_plan(dso_a: Association) -> None:
    with on(NOW):
        bodies(dso_a, 1, 1)
        make_plan(site=dso_a.site, per_week=4, starts_on=START)
    with on(START):
        one, other = Service.objects.for_site(dso_a.site_id).planned_this_week().order_by("pk")
        record_verification(service=one, method=Method.PHONE)
        assert list(Service.objects.for_site(dso_a.site_id).planned_this_week()) == [other]
        unpublish_service(service=stored(other))
        assert list(Service.objects.for_site(dso_a.site_id).planned_this_week()) == []
    assert stored(one).verify_by == START.replace(month=START.month + 6)


def test_made_anew_and_dropped(dso_a: Association, dso_b: Association, manager_a: Any) -> None:
    with on(NOW):
        bodies(dso_a, 1, 1)
        elsewhere = make_service(dso_b)
        limit = stored(elsewhere).verify_by
        make_plan(site=dso_b.site, per_week=1, starts_on=START)
        make_plan(site=dso_a.site, per_week=1, starts_on=START, user=manager_a)
        make_plan(site=dso_a.site, per_week=2, starts_on=START, user=manager_a)
        assert VerificationPlan.objects.for_site(dso_a.site).get().per_week == 2
        drop_plan(site=dso_a.site, user=manager_a)
    own = Service.objects.for_site(dso_a.site)
    assert set(own.values_list("planned_for", "verify_by")) == {(None, limit)}
    assert stored(elsewhere).planned_for == START + timedelta(days=4)
    assert not VerificationPlan.objects.for_site(dso_a.site).exists()
