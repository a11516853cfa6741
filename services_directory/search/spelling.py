"""Mistyped words: which words of the directory are one slip of the fingers away (S2).

Every word stands in the index under keys: its beginning, and its beginning without each of its letters.
The keys of a word and of the same word with one letter more, less, wrong or out of place meet, so the
words worth comparing are found by equality, in any database alike. As only the beginning counts, they
also meet when the endings differ.
"""

from collections.abc import Iterable

from portal.core.czech import fold

from .text import stems, words

BEGINNING = 5
MOST_KEYS = BEGINNING + 1
LEAST_WORD = 4
"""Letters a word must have to be taken for a mistyped one: one of five letters that lost one."""
LONGEST_WORD = 40
MOST_MEANT = 6
"""Words a mistyped one may stand for; with more the answer would be a guess."""


def keys(word: str) -> set[str]:
    """The keys of a word given without diacritics."""
    start = word[:BEGINNING]
    return {start} | {start[:n] + start[n + 1 :] for n in range(len(start))}


def can_be_mistyped(word: str) -> bool:
    """Whether a slip in `word` is looked for: not in short words, numbers or marks."""
    return LEAST_WORD <= len(word) <= LONGEST_WORD and word.isalpha()


def spelt_words(*texts: str) -> set[str]:
    """The words of `texts` that may be mistyped, in small letters."""
    return {word for text in texts for word in words(text) if can_be_mistyped(word)}


def within_one_slip(first: str, second: str) -> bool:
    """Whether at most one letter is added, missing, wrong or swapped with its neighbour (Damerau–Levenshtein)."""
    if first == second:
        return True
    if len(first) > len(second):
        first, second = second, first
    if len(second) - len(first) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))
    if len(first) != len(second):
        return first[start:] == second[start + 1 :]
    if first[start + 1 :] == second[start + 1 :]:
        return True
    swapped = first[start : start + 2] == second[start : start + 2][::-1]
    return swapped and first[start + 2 :] == second[start + 2 :]


def meant(typed: str, known: Iterable[str]) -> list[str]:
    """Those of the `known` words that `typed` may have been meant for, the likeliest first.

    A word as it stands is likelier than one in another form; then the same first letter and length.
    """
    plain = fold(typed)
    whole: list[str] = []
    other_form: list[str] = []
    typed_stems = [stem for stem in stems(plain) if len(stem) >= LEAST_WORD]
    for word in known:
        if within_one_slip(plain, fold(word)):
            whole.append(word)
        elif any(
            within_one_slip(stem, other)
            for stem in typed_stems
            for other in stems(fold(word))
            if len(other) >= LEAST_WORD
        ):
            other_form.append(word)

    def unlikeliness(word: str) -> tuple[bool, bool, str]:
        return word[0] != typed[0] and fold(word)[0] != plain[0], len(word) != len(typed), word

    return sorted(whole or other_form, key=unlikeliness)[:MOST_MEANT]
