"""The real free text of emergency doctors' hours (`make test-real`)."""

import csv
from pathlib import Path

import pytest

from services_directory.hours import from_osm, read_czech

COLUMN = "Ordinační hodiny:"


@pytest.mark.spec("D4", "D6")
def test_every_text_of_the_emergency_doctors_is_read_whole(real_data: Path) -> None:
    with (real_data / "opening_hours_free_text.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row[COLUMN] for row in csv.DictReader(file)]
    assert len(texts) == 15
    for text in texts:
        reading = read_czech(text)
        assert reading.unread == [], text
        assert reading.schedule.holidays is not None, text
        assert all(reading.schedule.week[day] for day in (5, 6)), text
        assert bool(reading.schedule.week[0]) is ("všední den" in text), text
        assert from_osm(reading.schedule.to_osm()) == reading.schedule, text
