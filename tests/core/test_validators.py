"""Czech identifiers and numbers: accepted, stored and shown as rules.md C11 says."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.core.validators import (
    format_phone,
    format_psc,
    is_valid_ico,
    looks_like_data_box_id,
    normalise_ico,
    normalise_phone,
    normalise_psc,
    validate_ico,
)


class TestIco:
    @pytest.mark.parametrize("ico", ["69860947", "75067307", "75108976", "00272523", "00000019"])
    def test_accepts_a_right_check_digit(self, ico: str) -> None:
        validate_ico(ico)
        assert is_valid_ico(ico)

    @pytest.mark.parametrize("ico", ["69860948", "00272524"])
    def test_refuses_a_wrong_check_digit(self, ico: str) -> None:
        with pytest.raises(ValidationError) as refused:
            validate_ico(ico)
        assert refused.value.code == "ico_check_digit"

    @pytest.mark.parametrize("ico", ["", "6986094", "698609470", "6986O947", "CZ698609", "٦٩٨٦٠٩٤٧"])
    def test_refuses_what_is_not_eight_digits(self, ico: str) -> None:
        with pytest.raises(ValidationError) as refused:
            validate_ico(ico)
        assert refused.value.code == "ico_format"

    def test_restores_lost_zeros_and_drops_spaces(self) -> None:
        assert normalise_ico("272 523") == "00272523"

    @given(st.integers(0, 9_999_999))
    def test_every_seven_digits_have_just_one_check_digit(self, number: int) -> None:
        assert sum(is_valid_ico(f"{number:07d}{digit}") for digit in range(10)) == 1


class TestPhone:
    @pytest.mark.parametrize(
        "written",
        ["491612605", "491 612 605", "+420 491 612 605", "00420491612605", "420 491-612-605", "(+420) 491/612605"],
    )
    def test_stores_one_form(self, written: str) -> None:
        assert normalise_phone(written) == "+420491612605"

    @pytest.mark.parametrize("short", ["112", "150", "155", "156", "158"])
    def test_keeps_emergency_numbers(self, short: str) -> None:
        assert normalise_phone(short) == short
        assert format_phone(short) == short

    @pytest.mark.parametrize("written", ["", "49161260", "4916126055", "+421 491 612 605", "volejte", "999"])
    def test_refuses_anything_else(self, written: str) -> None:
        with pytest.raises(ValidationError):
            normalise_phone(written)

    def test_is_shown_in_groups_that_hold_together(self) -> None:
        assert format_phone("+420491612605") == "+420\u00a0491\u00a0612\u00a0605"


class TestPostcode:
    def test_stores_five_digits_and_shows_the_gap(self) -> None:
        assert normalise_psc("549 12") == "54912"
        assert format_psc("54912") == "549\u00a012"

    @pytest.mark.parametrize("written", ["", "5491", "549123", "849 12", "54a12"])
    def test_refuses_anything_else(self, written: str) -> None:
        with pytest.raises(ValidationError):
            normalise_psc(written)


class TestDataBox:
    @pytest.mark.parametrize("box", ["44dyugd", "48ia97h", "M3HP53V"])
    def test_accepts_seven_letters_and_digits(self, box: str) -> None:
        assert looks_like_data_box_id(box)

    @pytest.mark.parametrize("box", ["", "44dyug", "44dyugdd", "44dy-gd", "44dyugě"])
    def test_doubts_anything_else(self, box: str) -> None:
        assert not looks_like_data_box_id(box)
