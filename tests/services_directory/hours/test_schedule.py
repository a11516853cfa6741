"""A schedule of rows: what it refuses, and OpenStreetMap's notation there and back."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opening_hours import validate

from services_directory.hours import Dated, HolidayRule, Mode, Schedule, Span, from_osm
from services_directory.hours.schedule import DAY, EMPTY, INTO_NEXT_DAY, OVERLAP, TOO_LONG

from .schedules import sound_schedules

SETTINGS = settings(
    max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


def week_of(*days: tuple[Span, ...]) -> Schedule:
    return Schedule((*days, *((),) * (7 - len(days))), HolidayRule.CLOSED)


def faults(schedule: Schedule) -> list[tuple[tuple[str, int, int | None], str]]:
    return [(fault.place, str(fault.text)) for fault in schedule.faults()]


# --- What is refused ---------------------------------------------------------------------------------
@pytest.mark.spec("D4")
def test_several_times_a_day_each_with_its_own_way_are_fine() -> None:
    day = (Span.of("8:00", "12:00"), Span.of("13:00", "15:00", Mode.APPOINTMENT), Span.of("15:00", "16:00", Mode.PHONE))
    assert faults(week_of(day)) == []
    assert week_of(day).to_osm() == (
        'Mo 08:00-12:00, Mo 13:00-15:00 open "na objednání", Mo 15:00-16:00 open "jen po telefonu"; PH off'
    )


@pytest.mark.spec("D4")
def test_an_overlap_is_refused_where_it_is() -> None:
    day = (Span.of("8:00", "12:00"), Span.of("13:00", "17:00"), Span.of("11:59", "13:00"))
    assert faults(week_of((), day)) == [(("week", 1, 2), str(OVERLAP))]
    assert faults(week_of((Span.of("8:00", "12:00"), Span.of("12:00", "13:00")))) == []


@pytest.mark.spec("D4")
@given(st.integers(0, DAY - 2), st.integers(1, DAY), st.integers(-600, 600))
@SETTINGS
def test_of_two_times_that_share_a_minute_one_is_refused(starts: int, length: int, shift: int) -> None:
    first = Span(starts, min(starts + length, DAY))
    second = Span(first.starts + shift, min(first.ends + shift, DAY))
    if not 0 <= second.starts < second.ends:
        return
    shared = max(first.starts, second.starts) < min(first.ends, second.ends)
    assert bool(week_of((first, second)).faults()) is shared


@pytest.mark.spec("D4")
@pytest.mark.parametrize(
    ("span", "fault"),
    [
        (Span(480, 480), EMPTY),
        (Span(480, 420), EMPTY),
        (Span(16 * 60, DAY + 13 * 60), TOO_LONG),
        (Span(8 * 60, DAY + 8 * 60), TOO_LONG),
        (Span(0, DAY + 60), TOO_LONG),
    ],
)
def test_an_end_that_is_not_after_the_start_is_refused(span: Span, fault: object) -> None:
    assert faults(week_of((span,))) == [(("week", 0, 0), str(fault))]


@pytest.mark.spec("D4")
def test_a_night_is_fine_until_it_meets_the_next_days_hours() -> None:
    night, round_the_clock = Span.of("22:00", "6:00"), Span(0, DAY)
    assert faults(week_of((night,), (Span.of("6:00", "12:00"),))) == []
    assert faults(week_of((night,), (Span.of("5:30", "12:00"),))) == [(("week", 0, 0), str(INTO_NEXT_DAY))]
    assert faults(week_of((night,), (round_the_clock,))) == []
    sunday = Schedule(((Span.of("1:00", "2:00"),), (), (), (), (), (), (night,)), HolidayRule.CLOSED)
    assert faults(sunday) == [(("week", 6, 0), str(INTO_NEXT_DAY))]
    # Emergency doctors: from eight in the morning to seven of the next one.
    assert faults(week_of((Span.of("8:00", "7:00"),), (Span.of("8:00", "7:00"),))) == []


@pytest.mark.spec("D5")
def test_exceptions_must_not_cover_the_same_days_nor_end_before_they_begin() -> None:
    christmas = Dated(date(2026, 12, 24), date(2027, 1, 1))
    for other in (Dated(date(2027, 1, 1), date(2027, 1, 3)), Dated(date(2026, 12, 20), date(2026, 12, 19))):
        assert [place for place, _text in faults(Schedule(dated=(christmas, other)))] == [("dated", 1, None)]


def test_a_schedule_with_faults_is_never_written() -> None:
    with pytest.raises(ValueError, match="překrývá"):
        week_of((Span.of("8:00", "12:00"), Span.of("9:00", "10:00"))).to_osm()


# --- There and back ----------------------------------------------------------------------------------
@pytest.mark.spec("D4", "D5", "D6")
@given(sound_schedules())
@SETTINGS
def test_what_is_written_is_read_back_the_same(schedule: Schedule) -> None:
    text = schedule.to_osm()
    assert validate(text), text
    read = from_osm(text)
    assert read is not None, text
    assert read == schedule
    assert read.to_osm() == text


def test_an_empty_schedule_is_an_empty_text() -> None:
    assert Schedule().to_osm() == ""
    assert from_osm("") == Schedule()


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mo-Fr 8:00-12:00,13:00-16:30; PH closed", "Mo-Fr 08:00-12:00,13:00-16:30; PH off"),
        ("08:00-12:00", "Mo-Su 08:00-12:00"),
        ("Mo-Su,PH 08:00-10:00", "Mo-Su 08:00-10:00"),
        ("24/7", "24/7"),
        ("24/7; PH off", "Mo-Su 00:00-24:00; PH off"),
        ("Fr-Mo 08:00-10:00", "Mo,Fr-Su 08:00-10:00"),
        ("Mo-Fr 08:00-12:00; We 13:00-18:00", "Mo,Tu,Th,Fr 08:00-12:00; We 13:00-18:00"),
        ("Mo-Fr 08:00-12:00, We 13:00-18:00", "Mo,Tu,Th,Fr 08:00-12:00; We 08:00-12:00,13:00-18:00"),
        ("Mo-Fr 08:00-12:00; We off", "Mo,Tu,Th,Fr 08:00-12:00"),
        ("Sa,Su,PH 08:00-07:00", "Sa,Su,PH 08:00-07:00"),
        ("Mo 18:00-00:00", "Mo 18:00-24:00"),
        ('Mo 08:00-10:00 open "by appointment"', 'Mo 08:00-10:00 open "na objednání"'),
        ('Fr "po telefonu"', 'Fr 00:00-24:00 open "jen po telefonu"'),
        ("Mo 08:00-10:00; 2026 Dec 24-26 off", "Mo 08:00-10:00; 2026 Dec 24-2026 Dec 26 off"),
        ("Mo 08:00-10:00; 2026 Dec 24-Dec 31 off", "Mo 08:00-10:00; 2026 Dec 24-2026 Dec 31 off"),
    ],
)
def test_ordinary_notation_is_held_without_loss(text: str, canonical: str) -> None:
    schedule = from_osm(text)
    assert schedule is not None
    assert schedule.to_osm() == canonical


@pytest.mark.parametrize(
    "text",
    [
        "May-Sep 08:00-12:00",
        "Mo[1] 08:00-10:00",
        "week 1-53/2 Mo 08:00-10:00",
        "Mo-Fr 08:00+",
        "Mo sunrise-sunset",
        "Mo-Fr 08:00-12:00 || \"volejte\"",
        "Mo 08:00-10:00 unknown",
        'Mo 08:00-10:00 "jen s dětmi"',
        'Mo-Fr 08:00-12:00; PH off "svátek"',
        "PH off; Mo-Fr 08:00-12:00",
        "Mo-Fr 08:00-12:00; PH off, Mo 13:00-14:00",
        "Dec 24 off",
        "SH off",
        "off",
        "Mo-Fr off",
        "Mo-Fr 08:00-12:00, We 10:00-13:00",
        "2026 Dec 24-26 off; Mo 08:00-10:00",
        "2026 Feb 30 off",
        "nesmysl",
    ],
)  # fmt: skip
def test_what_rows_cannot_hold_is_left_to_the_notation(text: str) -> None:
    assert from_osm(text) is None


@given(st.text(alphabet='MoTuWeThFrSaSuPH 0123456789:-,;"offclosedopen24/7 Dec', max_size=60))
@SETTINGS
def test_no_text_makes_reading_fail(text: str) -> None:
    schedule = from_osm(text)
    assert schedule is None or from_osm(schedule.to_osm()) == schedule
