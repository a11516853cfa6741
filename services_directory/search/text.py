"""Czech text as search terms, the same for what is indexed and for what is asked, on both databases.

A word gives one or more terms: the stem of the word without diacritics and the stem of its dictionary
form. The dictionary (simplemma) knows what no ending tells (dětí → dítě, domu → dům), the stem catches
what the dictionary misses and everything typed without diacritics (knihoven, koupalisti, skolach).
"""

import re
from functools import lru_cache

import simplemma

from portal.core.czech import fold

WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    ("a", "do", "i", "k", "ke", "na", "o", "od", "po", "pro", "s", "se", "u", "v", "ve", "z", "za", "ze")
)
MOST_WORDS = 8
"""Words of a query that are looked at; more make no better question."""

LEAST_STEM = 3
# Endings of declension, without diacritics, longest first; what is left is never shorter than a stem.
ENDINGS = (
    "atech", "atum",
    "ach", "ami", "ech", "eho", "emi", "emu", "ich", "iho", "imi", "imu", "ych", "ymi",
    "am", "em", "im", "om", "ou", "um", "ym",
)  # fmt: skip
VOWELS = "aeiouy"
SOFTENED = {"c": "k", "z": "h"}


def words(text: str) -> list[str]:
    """The words of `text` in small letters, diacritics kept, in their order."""
    return WORD.findall(text.casefold())


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            word = word[: -len(ending)]
            break
    while len(word) > LEAST_STEM and word[-1] in VOWELS:
        word = word[:-1]
    return word


def _hardened(stem: str) -> str:
    """A last consonant as it was before it softened in front of an ending (školce – školka, Praze – Praha)."""
    return stem[:-1] + SOFTENED.get(stem[-1], stem[-1])


def stems(word: str) -> set[str]:
    """The stems of a word given without diacritics; two where an e may come and go (knihoven – knihovna)."""
    if len(word) <= LEAST_STEM or not word.isalpha():
        return {word}
    stem = _without_ending(word)
    found = {_hardened(stem)}
    ends_in_cec = len(stem) > LEAST_STEM + 1 and stem[-2] == "e" and not {stem[-1], stem[-3]} & set(VOWELS)
    if stem == word and ends_in_cec:
        found.add(_hardened(stem[:-2] + stem[-1]))
    return found


@lru_cache(maxsize=20_000)
def word_terms(word: str) -> frozenset[str]:
    """All terms of one word (small letters, diacritics as typed)."""
    found = stems(fold(word))
    lemma = simplemma.lemmatize(word, lang="cs")
    return frozenset(found | stems(fold(lemma)))


def index_terms(*texts: str) -> str:
    """The terms of `texts`, each once, in order, as they are stored."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            found.update(dict.fromkeys(sorted(word_terms(word))))
    return " ".join(found)


def query_words(text: str) -> list[str]:
    """The words of a query worth looking for: without little words, unless there are no others."""
    found = words(text)
    telling = [word for word in found if word not in STOP_WORDS]
    return list(dict.fromkeys(telling or found))[:MOST_WORDS]
