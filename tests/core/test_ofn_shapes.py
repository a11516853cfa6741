"""Shapes of the open formal norms."""

from datetime import UTC, date, datetime

import pytest

from portal.core import ofn

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.spec("O2")
def test_moments_are_told_in_prague_and_never_without_an_offset() -> None:
    summer, winter = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, 0, 999, tzinfo=UTC)
    assert ofn.moment(summer)["datum_a_čas"] == "2026-10-25T02:30:00+02:00"
    assert ofn.moment(winter)["datum_a_čas"] == "2026-10-25T02:30:00+01:00"
    assert ofn.day(date(2026, 12, 31)) == {"typ": "Časový okamžik", "datum": "2026-12-31"}
    with pytest.raises(ValueError, match="time zone"):
        ofn.moment(datetime(2026, 1, 1))


@pytest.mark.spec("O2")
@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("+420491000101", {"telefon": "tel:+420491000101"}),
        ("+420 491 000 101", {"telefon": "tel:+420491000101"}),
        ("+420602000101", {"mobil": "tel:+420602000101"}),
        ("+420705000101", {"mobil": "tel:+420705000101"}),
        ("+420730000101", {"mobil": "tel:+420730000101"}),
        ("+420706000101", {"telefon": "tel:+420706000101"}),
        ("112", {"telefon": "tel:112"}),
        ("", {}),
        ("na recepci", {}),
    ],
)
def test_phones_have_no_spaces_and_say_whether_they_are_mobile(number: str, found: dict[str, str]) -> None:
    assert ofn.phone(number) == found


@pytest.mark.spec("O2")
def test_what_is_not_known_is_left_out() -> None:
    assert ofn.text(" ", "words") is None
    assert ofn.text(" Obec ", "") == {"cs": "Obec"}
    assert ofn.address("") is None
    assert ofn.place() is None
    assert ofn.place(latitude=50.0) is None
    assert ofn.place(latitude=50.0, longitude=0.0)["geometrie"]["coordinates"] == [0.0, 50.0]  # type: ignore[index]
    assert ofn.known(a=None, b="", c=[], d=False, e=0) == {"d": False, "e": 0}
    assert "typ_média" not in ofn.file("https://example.org/soubor", "Soubor")
