"""schema.org's opening hours: the week, exceptions and holidays of the coming year (O5)."""

from datetime import date

import pytest

from services_directory.hours import specification

TODAY = date(2026, 12, 20)
TYPE = {"@type": "OpeningHoursSpecification"}


def dated(first: str, last: str, opens: str, closes: str, name: str = "") -> dict[str, str]:
    return (
        TYPE
        | {"validFrom": first, "validThrough": last, "opens": opens, "closes": closes}
        | ({"name": name} if name else {})
    )


def weekly(days: list[str], opens: str, closes: str, **more: str) -> dict[str, object]:
    return {**TYPE, "dayOfWeek": days, "opens": opens, "closes": closes, **more}


@pytest.mark.spec("O5", "D5", "D6")
def test_the_week_comes_with_days_and_all_else_with_dates() -> None:
    text = (
        'Mo,We 08:00-12:00,13:00-17:00; Fr 20:00-02:00; PH off; 2026 Dec 01-2026 Dec 02 off "minulo"; '
        '2026 Dec 28-2027 Jan 03 off "dovolená"; 2027 Jan 04 09:00-10:00 open "inventura"'
    )
    found = specification(text, TODAY)
    assert found[:3] == [
        weekly(["Monday", "Wednesday"], "08:00", "12:00"),
        weekly(["Monday", "Wednesday"], "13:00", "17:00"),
        weekly(["Friday"], "20:00", "02:00"),
    ]
    assert found[3:5] == [
        dated("2026-12-28", "2027-01-03", "00:00", "00:00", "dovolená"),
        dated("2027-01-04", "2027-01-04", "09:00", "10:00", "inventura"),
    ]
    # Holidays on days that have hours, but for New Year's Day, which the closure covers.
    assert [each["validFrom"] for each in found[5:]] == [
        "2026-12-25", "2027-03-26", "2027-03-29", "2027-07-05", "2027-11-17",
    ]  # fmt: skip
    assert found[5] == dated("2026-12-25", "2026-12-25", "00:00", "00:00", "1. svátek vánoční")


@pytest.mark.spec("O5", "D4")
def test_who_comes_by_appointment_is_told_and_the_phone_is_not_a_door() -> None:
    monday = 'Mo 08:00-12:00 open "na objednání", Mo 13:00-15:00 open "jen po telefonu"'
    text = f'{monday}; Tu 00:00-24:00; We open "na objednání"'
    assert specification(text, TODAY) == [
        weekly(["Monday"], "08:00", "12:00", description="na objednání"),
        weekly(["Tuesday"], "00:00", "23:59"),
    ]


@pytest.mark.spec("O5")
def test_hours_without_a_plain_week_are_written_out_day_by_day() -> None:
    found = specification("Dec 20-22 10:00-12:00,18:00-24:00", TODAY)
    assert len(found) == 3 * 2 + 25
    assert found[:2] == [
        dated("2026-12-20", "2026-12-20", "10:00", "12:00"),
        dated("2026-12-20", "2026-12-20", "18:00", "23:59"),
    ]
    assert found[-1] == dated("2027-01-16", "2027-01-16", "00:00", "00:00")


@pytest.mark.parametrize("text", ["", "nesmysl"])
def test_unknown_hours_specify_nothing(text: str) -> None:
    assert specification(text, TODAY) == []
