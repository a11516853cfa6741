"""Opening hours: the week's table and the state now, with Czech holidays and changes of the clock."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from services_directory.hours import PRAGUE, current_state, validate_opening_hours, week_table


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PRAGUE)  # type: ignore[misc, arg-type]


def shown(text: str, now: datetime) -> list[str]:
    return [
        ", ".join(f"{i.starts:%H:%M}–{i.ends:%H:%M}{f' {i.comment}' if i.comment else ''}" for i in day.intervals)
        for day in week_table(text, now)
    ]


def test_the_week_has_seven_days_with_all_their_intervals() -> None:
    table = week_table('Mo-Fr 08:00-12:00,13:00-16:30; Sa 09:00-11:00 "jen s dětmi"', at(2026, 11, 18, 10))
    assert [day.day for day in table] == [date(2026, 11, 16 + n) for n in range(7)]
    assert [day.is_today for day in table] == [False, False, True, False, False, False, False]
    assert shown('Mo 08:00-12:00,13:00-16:30; Sa 09:00-11:00 "jen s dětmi"', at(2026, 11, 18, 10)) == [
        "08:00–12:00, 13:00–16:30", "", "", "", "", "09:00–11:00 jen s dětmi", "",
    ]  # fmt: skip


@pytest.mark.spec("D6")
@pytest.mark.parametrize("holiday", [date(2026, 4, 3), date(2027, 3, 29), date(2026, 11, 17), date(2035, 12, 24)])
def test_public_holidays_are_known(holiday: date) -> None:
    noon = at(holiday.year, holiday.month, holiday.day, 12)
    closed, always = current_state("Mo-Su 08:00-17:00; PH off", noon), current_state("Mo-Su 08:00-17:00", noon)
    assert closed is not None
    assert not closed.is_open
    assert always is not None
    assert always.is_open


@pytest.mark.spec("D4")
def test_a_night_stays_with_the_evening_it_began() -> None:
    assert shown("Fr 22:00-02:00", at(2026, 11, 20, 23))[4:6] == ["22:00–02:00", ""]
    state = current_state("Fr 22:00-02:00", at(2026, 11, 21, 1, 45))
    assert state is not None
    assert state.closes_soon


def test_round_the_clock_is_open_every_day_and_never_changes() -> None:
    assert shown("24/7", at(2026, 11, 18, 10)) == ["00:00–00:00"] * 7
    state = current_state("24/7", at(2026, 11, 18, 10))
    assert state is not None
    assert (state.is_open, state.until) == (True, None)


@pytest.mark.spec("D7")
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_state_is_right_on_the_days_when_the_clock_changes(day: date) -> None:
    for hour, is_open in ((7, False), (8, True), (16, True), (17, False)):
        state = current_state("Su 08:00-17:00", at(day.year, day.month, day.day, hour))
        assert state is not None
        assert state.is_open is is_open
    state = current_state("Su 08:00-17:00", at(day.year, day.month, day.day, 1))
    assert state is not None
    assert state.until == at(day.year, day.month, day.day, 8)


def test_without_hours_nothing_is_claimed() -> None:
    assert week_table("") == []
    assert current_state("") is None
    assert current_state("nesmysl") is None
    assert current_state("Mo-Su 08:00-17:00 unknown", at(2026, 11, 18, 10)) is None


@pytest.mark.parametrize("text", ["po-pá 8-12", "Mo-Fr 8-25", "zavřeno"])
def test_what_is_no_notation_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_opening_hours(text)
