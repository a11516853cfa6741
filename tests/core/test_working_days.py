"""Working days by the Czech calendar of public holidays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.working_days import add_working_days, is_working_day, next_working_day, working_days_between

DAYS = st.dates(min_value=date(2016, 1, 1), max_value=date(2040, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2027, 7, 5),
        date(2026, 7, 6),
        date(2026, 9, 28),
        date(2026, 10, 28),
        date(2026, 11, 17),
        date(2026, 12, 24),
        date(2026, 12, 25),
    ],
)
def test_a_public_holiday_is_no_working_day(day: date) -> None:
    assert day.weekday() < 5
    assert not is_working_day(day)


def test_a_weekend_is_no_working_day_and_an_ordinary_day_is() -> None:
    assert not is_working_day(date(2026, 11, 21))
    assert not is_working_day(date(2026, 11, 22))
    assert is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # over a weekend
        (date(2026, 11, 16), 1, date(2026, 11, 18)),  # over a holiday
        (date(2026, 12, 22), 5, date(2026, 12, 31)),  # over Christmas
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the year
        (date(2026, 11, 22), 10, date(2026, 12, 4)),  # from a day off
        (date(2026, 11, 23), -1, date(2026, 11, 20)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_counts_from_the_day_after(day: date, n: int, expected: date) -> None:
    assert add_working_days(day, n) == expected


def test_the_next_working_day_is_the_day_itself_when_it_works() -> None:
    assert next_working_day(date(2026, 11, 23)) == date(2026, 11, 23)
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 28)


@given(DAYS, st.integers(1, 60))
def test_going_there_and_back_ends_on_the_first_working_day(day: date, n: int) -> None:
    there = add_working_days(day, n)
    assert is_working_day(there)
    assert there > day
    assert add_working_days(next_working_day(day), n) == add_working_days(there, int(not is_working_day(day)))


@pytest.mark.spec("R7")
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 23), 1),  # over a weekend
        (date(2026, 11, 21), date(2026, 11, 22), 0),  # the weekend itself
        (date(2026, 11, 16), date(2026, 11, 18), 1),  # over a holiday
        (date(2026, 12, 23), date(2026, 12, 28), 1),  # over Christmas
        (date(2026, 12, 31), date(2027, 1, 4), 1),  # over the year
        (date(2027, 3, 25), date(2027, 3, 30), 1),  # Good Friday to Easter Monday
        (date(2026, 11, 23), date(2026, 11, 20), 0),  # nothing has passed yet
    ],
)
def test_working_days_between_two_days_leave_out_weekends_and_holidays(start: date, end: date, expected: int) -> None:
    assert working_days_between(start, end) == expected


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_is_n_working_days_away(day: date, n: int) -> None:
    assert working_days_between(day, add_working_days(day, n)) == n
