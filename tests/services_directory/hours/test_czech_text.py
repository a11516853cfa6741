"""Czech text as people paste it: read where it is sure, given back where it isn't."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services_directory.hours import HolidayRule, Mode, Schedule, Span, read_czech
from services_directory.hours.czech_words import Sort, pieces
from services_directory.hours.schedule import DAY, HOUR

TEXTS = json.loads((Path(__file__).parent / "czech_texts.json").read_text(encoding="utf-8"))
SETTINGS = settings(max_examples=150, derandomize=True, deadline=None)


@pytest.mark.spec("D4", "D5", "D6")
@pytest.mark.parametrize("case", TEXTS, ids=[case["text"][:40] for case in TEXTS])
def test_what_is_sure_is_read_whole(case: dict[str, str]) -> None:
    reading = read_czech(case["text"])
    assert reading.unread == []
    assert reading.schedule.to_osm() == case["osm"]


@pytest.mark.parametrize(
    "text",
    [
        "1. 7. – 31. 8. zavřeno (dovolená)",
        "17. 11. zavřeno",
        "30. 2. 2027 zavřeno",
        "8-16",
        "Po-Pá 8-4",
        "Po 8-8",
        "po od 8",
        "po do 12",
        "Po 8:70-12",
        "Po 8-25",
        "Pá–Út 8-12",
        "letní provoz: Po 8-12; Út 9-11",
        "každé sudé pondělí 8-12",
        "Po 8-12 (mimo prázdniny)",
        "Po 8-12, 13-15 na objednání",
        "Po 8-12, 11-13",
        "tel. 495 123 456, po–pá 8-16",
        "denně kromě pondělí 8-12",
        "Otevřeno je, když svítí slunce.",
        "22/11/2026 8-12",
    ],
)
def test_what_is_not_sure_is_given_back_as_it_stands(text: str) -> None:
    reading = read_czech(text)
    assert reading.schedule == Schedule()
    assert reading.unread == [text]


@pytest.mark.parametrize(
    ("text", "osm", "unread"),
    [
        ("Po 8-12; v létě jinak; Út 9-11", "Mo 08:00-12:00", ["v létě jinak; Út 9-11"]),
        ("Po 8-12, každé sudé út 9-11\nst 7-8", "We 07:00-08:00", ["Po 8-12, každé sudé út 9-11"]),
        ("Po 8-12 (mimo prázdniny); Út 9-11", "Tu 09:00-11:00", ["Po 8-12 (mimo prázdniny)"]),
        ("St 8–12; st 10–14", "We 08:00-12:00", ["st 10–14"]),
        ("Po–Pá 8–16, st zavřeno", "Mo-Fr 08:00-16:00", ["st zavřeno"]),
        ("so, ne, svátek 8–12; ne 14–16", "Sa,Su,PH 08:00-12:00", ["ne 14–16"]),
        ("po 8–12 h. út 9,5–12", "Mo 08:00-12:00", ["út 9,5–12"]),
        ("svátky zavřeno; svátky 8–10; Po 8-9", "Mo 08:00-09:00; PH off", ["svátky 8–10"]),
    ],
)
def test_the_sure_part_is_read_and_the_rest_given_back(text: str, osm: str, unread: list[str]) -> None:
    reading = read_czech(text)
    assert (reading.schedule.to_osm(), reading.unread) == (osm, unread)


@pytest.mark.spec("D6")
def test_holidays_are_left_open_where_the_text_says_nothing_of_them() -> None:
    assert read_czech("Po–Pá 8–12").schedule.holidays is None
    assert read_czech("Po–Pá 8–12, svátky zavřeno").schedule.holidays is HolidayRule.CLOSED
    assert read_czech("Po–Pá 8–12, svátky 9–10").schedule.holiday_spans == (Span.of("9:00", "10:00"),)
    assert read_czech("Po–Pá 8–12; státní svátky jako v neděli").schedule.holidays is HolidayRule.AS_SUNDAY
    assert read_czech("nepřetržitý provoz").schedule.holidays is HolidayRule.AS_USUAL


def test_a_text_of_any_length_is_answered() -> None:
    assert read_czech("").unread == []
    assert read_czech("po 8-9 " * 5_000).unread == ["po 8-9 " * 5_000]


SAMPLE = (
    "po út st čt pá so ne Po-Pá pondělí svátek víkend denně zavřeno nonstop dle objednání telefonicky 8 12 13-17 8:30 "
    "8.00–12.00 24 0 - – , ; : a do od hod. 1. 7. 2027 31. 12. (dovolená) letní kromě mimo \n 830 7:3 25 9–8 22–6"
)
WORDS = st.sampled_from(SAMPLE.split(" "))


def said_hours(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", text) if len(number) <= 2}


@given(st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=80)))
@example("8" * 400)
@example("(" * 300)
@SETTINGS
def test_reading_never_fails_and_never_invents_an_hour(text: str) -> None:
    reading = read_czech(text)
    schedule = reading.schedule
    assert schedule.faults() == []
    spans = [*schedule.holiday_spans, *(span for day in schedule.week for span in day)]
    spans += [span for dated in schedule.dated for span in dated.spans]
    for span in spans:
        if (span.starts, span.ends) == (0, DAY) and (span.mode is not Mode.OPEN or says(text, Sort.ALWAYS)):
            continue
        assert span.starts // HOUR in said_hours(text)
        assert {span.ends // HOUR, span.ends // HOUR - 24} & said_hours(text)
    for dated in schedule.dated:
        assert str(dated.first.year) in text or str(dated.last.year) in text
    assert all(part in text for part in reading.unread)


def says(text: str, sort: Sort) -> bool:
    return any(piece.sort is sort for piece in pieces(text))


@given(st.text(alphabet="poútstčáne 8-12,;:()\n.", max_size=60))
@SETTINGS
def test_every_hour_of_the_text_is_read_or_given_back(text: str) -> None:
    """Nothing gets lost: a text with times either gives hours or comes back."""
    reading = read_czech(text)
    if re.search(r"\d", text):
        assert not reading.schedule.is_empty or reading.unread
