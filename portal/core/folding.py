"""Search without regard to case and diacritics in texts that keep no folded copy of themselves."""

from .czech import fold

ACCENTED = "áäąâãåćčďđéěëęèêíïîĺľłńňñóôöőøŕřśšťúůüűýźžż"
PLAIN = "aaaaaaccddeeeeeeiiilllnnnooooorrsstuuuuyzzz"
"""Letters of Czech and its neighbours, and what `fold` makes of each."""

_variants: dict[str, str] = {}
for _accented, _plain in zip(ACCENTED, PLAIN, strict=True):
    _variants[_plain] = _variants.get(_plain, "") + _accented + _accented.upper()


def folded_patterns(text: str) -> list[str]:
    """For each word of `text` a regular expression that finds it whatever the case and diacritics.

    For Django's ``__regex``, the same in PostgreSQL and SQLite. It reads every row it is asked of, so narrow them by
    an index first (one association's, one state's): 20,000 texts of 300 letters take PostgreSQL some 70 ms, where
    folding each of them in the database took 6 s.
    """
    return ["".join(_pattern_of(letter) for letter in word) for word in fold(text).split()]


def _pattern_of(letter: str) -> str:
    if letter.isalpha():
        return f"[{letter}{letter.upper()}{_variants.get(letter, '')}]"
    return letter if letter.isalnum() else f"\\{letter}"
