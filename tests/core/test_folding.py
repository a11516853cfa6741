"""Patterns that find words whatever their case and diacritics."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.czech import fold
from portal.core.folding import ACCENTED, PLAIN, folded_patterns


def test_every_letter_is_what_folding_makes_of_it() -> None:
    assert [fold(letter) for letter in ACCENTED] == list(PLAIN)
    assert [fold(letter.upper()) for letter in ACCENTED] == list(PLAIN)


@pytest.mark.parametrize("asked", ["kaplicka", "KAPLIČKA", "káplíčká", "lička"])
def test_a_word_is_found_however_it_is_written(asked: str) -> None:
    [pattern] = folded_patterns(asked)
    assert re.search(pattern, "U Kapličky ne, u kaplička ano.")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20))
def test_whatever_is_typed_is_a_pattern_that_finds_plain_text_itself(text: str) -> None:
    for word, pattern in zip(fold(text).split(), folded_patterns(text), strict=True):
        assert re.search(pattern, word)
