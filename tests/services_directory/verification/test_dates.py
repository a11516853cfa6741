"""How long a verification holds (F1): any day, any period."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from portal.programme.models import Programme, Threshold
from portal.tenancy.models import Association
from services_directory.models import VerificationPolicy
from services_directory.verification.dates import (
    METHODOLOGY,
    THRESHOLD,
    due_day,
    earliest_valid,
    last_day,
    longest_months,
    longest_months_on,
    months_by_site,
)

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
periods = st.integers(1, 24)


@pytest.mark.spec("F9")
@given(day=days, months=periods)
@example(day=date(2026, 8, 31), months=6)
@example(day=date(2024, 2, 29), months=12)
def test_the_earliest_day_that_holds_is_the_exact_opposite_of_the_last(day: date, months: int) -> None:
    earliest = earliest_valid(day, months)
    assert earliest <= day <= last_day(earliest, months)
    assert last_day(earliest - timedelta(days=1), months) < day


@pytest.mark.spec("F1")
@given(day=days, other=days, months=periods)
def test_who_is_verified_later_holds_as_long_at_least(day: date, other: date, months: int) -> None:
    assert (last_day(day, months) <= last_day(other, months)) or day > other


def test_months_of_different_length_end_on_the_last_day_there_is() -> None:
    assert last_day(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert last_day(date(2027, 8, 31), 6) == date(2028, 2, 29)


def test_what_was_never_verified_has_its_planned_day_but_no_longer_than_a_whole_period() -> None:
    first = date(2026, 1, 15)
    assert due_day(None, None, None, 6) is None
    assert due_day(None, first, None, 6) == date(2026, 7, 15)
    assert due_day(None, first, date(2026, 3, 6), 6) == date(2026, 3, 6)
    assert due_day(None, first, date(2026, 12, 4), 6) == date(2026, 7, 15)
    assert due_day(date(2026, 2, 1), first, date(2026, 3, 6), 6) == date(2026, 8, 1)


def limit(value: int, since: date, until: date | None = None) -> None:
    programme, _new = Programme.objects.get_or_create(
        code="six_months", defaults={"starts_on": date(2000, 1, 1), "ends_on": date(2100, 1, 1), "name": "Program"}
    )
    Threshold.objects.create(
        programme=programme,
        code=THRESHOLD,
        name="Ověření služby",
        value=Decimal(value),
        unit="months",
        valid_from=since,
        valid_until=until,
    )


@pytest.mark.spec("F1")
@pytest.mark.django_db
def test_the_limit_is_the_unions_row_of_that_day() -> None:
    Threshold.objects.filter(code=THRESHOLD).delete()
    limit(4, date(2030, 1, 1), date(2031, 1, 1))
    limit(3, date(2030, 7, 1), date(2030, 8, 1))
    asked = [date(2029, 12, 31), date(2030, 1, 1), date(2030, 7, 15), date(2030, 8, 1), date(2031, 1, 1)]
    assert longest_months_on(asked) == dict(zip(asked, [METHODOLOGY, 4, 3, 4, METHODOLOGY], strict=True))
    assert longest_months_on(asked) == {day: longest_months(day) for day in asked}
    assert longest_months_on([]) == {}


@pytest.mark.spec("F1")
@pytest.mark.django_db
def test_an_associations_own_period_holds_until_the_unions_sinks_below_it(dso_a: Association) -> None:
    VerificationPolicy.objects.create(site=dso_a.site, months=4)
    assert months_by_site([dso_a.site_id, 0]) == {dso_a.site_id: 4, 0: METHODOLOGY}
    limit(3, timezone.localdate())
    assert months_by_site([dso_a.site_id]) == {dso_a.site_id: 3}
