"""Opening hours: the week's table and the state now, with Czech holidays, nights and changes of the clock."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from services_directory.hours import (
    PRAGUE,
    Schedule,
    coming_exceptions,
    current_state,
    hours_shown,
    open_now,
    validate_opening_hours,
    week_table,
)
from services_directory.hours.evaluation import intervals_of, moment
from services_directory.hours.osm import WORDS
from services_directory.hours.public_holidays import holiday_name
from services_directory.hours.schedule import DAY, days_from

from .schedules import FIRST_DAY, sound_schedules

pytestmark = pytest.mark.only_on("sqlite")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PRAGUE)  # type: ignore[misc, arg-type]


def is_open(text: str, now: datetime) -> bool:
    state = current_state(text, now)
    assert state is not None
    return state.is_open


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


# --- The same answers as the library ---------------------------------------------------------------
def open_times(intervals: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Intervals on Prague's clock, those that touch joined.

    Of an hour that the clock repeats the library takes the second, we the first; the clock shows the same.
    """
    found: list[tuple[datetime, datetime]] = []
    for starts, ends in sorted((a.replace(tzinfo=None), b.replace(tzinfo=None)) for a, b in intervals):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((starts, ends))
    return found


@pytest.mark.spec("D4", "D5", "D6", "D7")
@pytest.mark.parametrize("first", [date(2026, 12, 14), date(2027, 3, 19), date(2026, 10, 19)])
@given(schedule=sound_schedules(nights=False))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_hours_without_nights_are_the_librarys_own(first: date, schedule: Schedule) -> None:
    """Three weeks round Christmas, Easter and a change of the clock."""
    start, end = moment(first, 0), moment(first, 21 * DAY)
    library = OpeningHours(schedule.to_osm(), timezone=PRAGUE, country="CZ")
    theirs = open_times((a, b) for a, b, state, _comment in library.intervals(start, end) if state is State.OPEN)
    ours = list(intervals_of(schedule, first, 21))
    assert open_times((each.starts, each.ends) for each in ours) == theirs
    for each in ours:
        assert library.state(each.starts)[1].startswith(WORDS.get(each.mode, ""))


@pytest.mark.spec("D7")
@given(schedule=sound_schedules(), minutes=st.integers(0, 30 * DAY))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_the_state_agrees_with_the_weeks_tables(schedule: Schedule, minutes: int) -> None:
    text, now = schedule.to_osm(), moment(FIRST_DAY, minutes)
    tables = [day for shift in (0, 7) for day in week_table(text, now - timedelta(days=shift))]
    intervals = [interval for day in tables for interval in day.intervals]
    is_open = any(interval.starts <= now < interval.ends for interval in intervals)
    state = current_state(text, now)
    assert state is not None
    assert state.is_open is is_open
    assert (text in open_now([text], now)) is state.is_walk_in
    # Asked again later it isn't remembered for too long.
    for later in (now + timedelta(hours=hours) for hours in (1, 7, 30)):
        state_then = current_state(text, later)
        assert state_then is not None
        assert (text in open_now([text], later)) is state_then.is_walk_in
    if state.until is not None:
        assert state.until > now
        before = current_state(text, state.until - timedelta(minutes=1))
        after = current_state(text, state.until)
        assert before is not None
        assert after is not None
        assert (after.is_open, after.mode) != (before.is_open, before.mode) or not state.is_open


# --- Nights ------------------------------------------------------------------------------------------
@pytest.mark.spec("D4", "D6", "D7")
def test_the_night_before_a_holiday_goes_on_and_the_holidays_own_does_not_begin() -> None:
    text = "Mo-Fr 22:00-06:00; PH off"
    assert [is_open(text, at(2026, 11, *day)) for day in ((17, 5), (17, 7), (17, 23), (18, 5), (18, 23))] == [
        True, False, False, False, True,
    ]  # fmt: skip


@pytest.mark.spec("D4", "D5")
def test_the_night_before_a_closure_goes_on_and_the_last_one_of_it_stays_shut() -> None:
    text = 'Mo-Su 20:00-04:00; 2026 Dec 24-2026 Dec 25 off "Vánoce"'
    assert [is_open(text, at(2026, 12, *day)) for day in ((24, 3), (24, 21), (26, 3), (26, 21))] == [
        True, False, False, True,
    ]  # fmt: skip


@pytest.mark.spec("D7")
def test_over_the_changes_of_the_clock_a_night_ends_when_the_clock_says_so() -> None:
    text = "Sa 22:00-05:00"
    for saturday, hours in ((date(2026, 3, 28), 6), (date(2026, 10, 24), 8)):
        state = current_state(text, moment(saturday, 22 * 60))
        assert state is not None
        assert state.until is not None
        assert state.until == moment(saturday, 29 * 60)
        assert state.until.astimezone(UTC) - moment(saturday, 22 * 60).astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.spec("D7")
def test_in_the_repeated_hour_the_first_one_counts() -> None:
    text, twice = "Su 01:00-02:30; PH off", datetime(2026, 10, 25, 2, 15, tzinfo=PRAGUE)
    assert is_open(text, twice)
    assert not is_open(text, twice.replace(fold=1))
    skipped = "Su 02:30-06:00"
    state = current_state(skipped, at(2026, 3, 29, 1))
    assert state is not None
    assert state.until == at(2026, 3, 29, 3, 30)


# --- Holidays ------------------------------------------------------------------------------------------
def easter_sunday(year: int) -> date:
    """By Gauss's rule, which holds from 1900 to 2099."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    day = 22 + d + e
    if (d, e) == (29, 6) or (d == 28 and e == 6 and year % 19 > 10):
        day -= 7
    return date(year, 3, 1) + timedelta(days=day - 1)


FIXED = [(1, 1), (5, 1), (5, 8), (7, 5), (7, 6), (9, 28), (10, 28), (11, 17), (12, 24), (12, 25), (12, 26)]


@pytest.mark.spec("D6", "D7")
@pytest.mark.parametrize("year", range(2026, 2036))
def test_every_day_of_a_year_is_a_holiday_or_not(year: int) -> None:
    easter = easter_sunday(year)
    holidays = {date(year, month, day) for month, day in FIXED} | {
        easter - timedelta(days=2),
        easter + timedelta(days=1),
    }
    for day in days_from(date(year, 1, 1), 365):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=PRAGUE)
        assert is_open("Mo-Su 08:00-17:00; PH off", noon) is (day not in holidays), day
        assert bool(holiday_name(day)) is (day in holidays), day


@pytest.mark.spec("D6")
def test_each_rule_for_holidays_is_followed_and_told() -> None:
    tuesday = at(2026, 11, 17, 9, 30)
    for text, expected, told in (
        ("Mo-Fr 09:00-10:00; Su 14:00-15:00; PH off", "", "O svátcích: zavřeno"),
        ("Mo-Fr 09:00-10:00; Su 14:00-15:00", "09:00–10:00", ""),
        ("Mo-Fr 09:00-10:00; Su,PH 14:00-15:00", "14:00–15:00", "O svátcích: jako v neděli"),
        ("Mo-Fr 09:00-10:00; PH 11:00-12:00", "11:00–12:00", "O svátcích: 11:00–12:00"),
    ):
        assert shown(text, tuesday)[1] == expected
        hours = hours_shown(text, tuesday)
        assert hours is not None
        assert hours.holidays == told
        assert "Den boje za svobodu a demokracii" in hours.week[1].note
        with override("en"):
            assert "Freedom" in week_table(text, tuesday)[1].note


# --- Exceptions -------------------------------------------------------------------------------------
CLOSURE = (
    'Mo-Fr 08:00-16:00; PH off; 2026 Dec 28-2027 Jan 15 off "rekonstrukce"; 2027 Jan 18 10:00-12:00 open "inventura"'
)


@pytest.mark.spec("D5")
def test_an_exception_beats_the_week_shows_its_reason_and_lapses() -> None:
    table = week_table(CLOSURE, at(2026, 12, 29, 9))
    assert [(day.note, day.is_exception, bool(day.intervals)) for day in table[:5]] == [
        ("rekonstrukce", True, False), ("rekonstrukce", True, False), ("rekonstrukce", True, False),
        ("rekonstrukce", True, False), ("Den obnovy samostatného českého státu / Nový rok, rekonstrukce", True, False),
    ]  # fmt: skip
    assert shown(CLOSURE, at(2027, 1, 18, 9))[:2] == ["10:00–12:00", "08:00–16:00"]
    for day, reasons in (
        (at(2026, 10, 28, 9), []),
        (at(2026, 11, 2, 9), ["rekonstrukce"]),
        (at(2027, 1, 15, 23), ["rekonstrukce", "inventura"]),
        (at(2027, 1, 16, 9), ["inventura"]),
        (at(2027, 1, 19, 9), []),
    ):
        assert [dated.reason for dated in coming_exceptions(CLOSURE, day)] == reasons


@pytest.mark.spec("D5", "D7")
def test_the_next_opening_is_found_after_a_long_closure() -> None:
    state = current_state('Mo 08:00-10:00; 2027 Jan 01-2027 Nov 30 off "přestavba"', at(2027, 1, 4, 9))
    assert state is not None
    assert state.until == at(2027, 12, 6, 8)
    assert state.detail == "otevře v pondělí 6.\u00a012. v 8:00"
    never = current_state("2026 Jan 01 08:00-10:00", at(2027, 1, 4, 9))
    assert never is not None
    assert (never.is_open, never.until, never.detail) == (False, None, "")


# --- In words -------------------------------------------------------------------------------------------
@pytest.mark.spec("D7")
@pytest.mark.parametrize(
    ("text", "now", "said"),
    [
        ("Mo-Fr 08:00-16:30", at(2026, 11, 18, 10), "Otevřeno do 16:30"),
        ("Mo-Fr 08:00-16:30", at(2026, 11, 18, 16, 1), "Brzy zavírá do 16:30"),
        ("Mo-Fr 08:00-16:30", at(2026, 11, 18, 7), "Zavřeno otevře dnes v 8:00"),
        ("Mo-Fr 08:00-12:00,13:00-16:30", at(2026, 11, 18, 12, 10), "Zavřeno otevře dnes ve 13:00"),
        ("Mo-Fr 08:00-16:30", at(2026, 11, 18, 17), "Zavřeno otevře zítra v 8:00"),
        ("Mo-Fr 08:00-16:30", at(2026, 11, 20, 17), "Zavřeno otevře v pondělí v 8:00"),
        ("We 14:00-16:30", at(2026, 11, 20, 17), "Zavřeno otevře ve středu ve 14:00"),
        ("Th 14:00-16:30", at(2026, 11, 20, 17), "Zavřeno otevře ve čtvrtek ve 14:00"),
        ("Mo-Su 18:00-24:00", at(2026, 11, 20, 20), "Otevřeno do 24:00"),
        ("Mo-Su 18:00-02:00", at(2026, 11, 20, 20), "Otevřeno do 2:00"),
        ("Fr 00:00-24:00; Sa 00:00-24:00; Su 00:00-24:00", at(2026, 11, 20, 20), "Otevřeno do neděle 24:00"),
        ("24/7", at(2026, 11, 20, 20), "Otevřeno nepřetržitě"),
        ('We 08:00-12:00 open "na objednání"', at(2026, 11, 18, 10), "Dnes jen na objednání do 12:00"),
        ('We 08:00-12:00 open "na objednání", We 13:00-15:00', at(2026, 11, 18, 10), "Nyní jen na objednání do 12:00"),
        ('We 08:00-12:00 open "jen po telefonu"', at(2026, 11, 18, 10), "Dnes jen po telefonu do 12:00"),
        ('We 08:00-12:00 open "na objednání"', at(2026, 11, 18, 7), "Zavřeno na objednání dnes v 8:00"),
        ('Fr open "na objednání"', at(2026, 11, 18, 7), "Zavřeno na objednání v pátek"),
        ('Fr open "na objednání"', at(2026, 11, 20, 7), "Dnes jen na objednání do 24:00"),
    ],
)
def test_the_state_is_said_in_good_czech(text: str, now: datetime, said: str) -> None:
    state = current_state(text, now)
    assert state is not None
    assert f"{state.heading} {state.detail}".strip() == said


@pytest.mark.on_both
@pytest.mark.spec("D4", "D7")
def test_only_whoever_comes_counts_as_open_now() -> None:
    now = at(2026, 11, 18, 10)
    texts = [
        "Mo-Fr 08:00-16:00", 'We 08:00-12:00 open "na objednání"', 'We 08:00-12:00 open "jen po telefonu"',
        "May-Nov 08:00-16:00", "Mo-Fr 08:00-09:00", "", "nesmysl",
    ]  # fmt: skip
    assert open_now(texts, now) == {texts[0], texts[3]}
    assert open_now(texts, at(2026, 11, 18, 8, 59)) == {texts[0], texts[3], texts[4]}
    assert open_now(texts, at(2026, 11, 18, 9)) == {texts[0], texts[3]}
    assert open_now(texts, at(2026, 11, 18, 16)) == set()


@pytest.mark.on_both
@pytest.mark.spec("D7")
def test_the_filter_is_right_on_the_days_when_the_clock_changes() -> None:
    text = "Sa 22:00-02:30; Su 05:00-10:00"
    for day in (date(2026, 3, 28), date(2026, 10, 24), date(2026, 11, 21)):
        start = moment(day, 20 * 60).astimezone(UTC)
        for quarter in range(4 * 16):
            now = start + timedelta(minutes=15 * quarter)
            assert (text in open_now([text], now)) is is_open(text, now), now
