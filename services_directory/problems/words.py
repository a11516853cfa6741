"""The words of a citizen's message that tell what it is about, with how much each of them tells.

Unlike a search, a message says a lot besides: where it happened, greetings, whom it annoys. A place it happened at
("u školy", "před poštou") is not what the message is about.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.core.czech import fold

from ..search.text import STOP_WORDS, asked_terms, words

MOST_WORDS = 120
"""Telling words of a message that are looked at."""
SHORTEST = 3
BESIDE, TOWARDS, INSIDE = 0.2, 0.4, 0.8
_BESIDE = "u pred za vedle naproti pobliz mezi okolo kolem podel nad pod nedaleko smerem"
AFTER_PREPOSITION = {
    **dict.fromkeys(_BESIDE.split(), BESIDE),
    **dict.fromkeys(("k", "ke", "od"), TOWARDS),
    **dict.fromkeys(("v", "ve", "na", "do", "z", "ze", "po"), INSIDE),
}
"""How much a word tells that stands behind a preposition."""
ADJECTIVES = ("é", "ého", "ém", "ému", "ým", "ých", "ými", "ou", "í", "ího", "ím", "ej", "eho", "em", "ym", "ych")
_LISTS: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "data" / "problem_words.json").read_text("utf-8")
)
SMALL_WORDS = STOP_WORDS | frozenset(" ".join(_LISTS["small"]).split())
"""Words, without diacritics, that tell nothing about a problem."""
WEAK_WORDS = frozenset(" ".join(_LISTS["weak"]).split())
"""Words, without diacritics, that are used for a kind of service but say little by themselves."""


@dataclass(frozen=True)
class Said:
    """A word of the message, the terms it may be found under, and how much it tells (1 is all)."""

    word: str
    terms: frozenset[str]
    weight: float


def telling_words(text: str) -> list[Said]:
    """The words of `text` that may tell what it is about, each once with its greatest weight."""
    found: dict[str, Said] = {}
    for word, weight in _weighed(words(text)):
        plain = fold(word)
        if len(plain) < SHORTEST or plain in SMALL_WORDS or plain.isdigit():
            continue
        if word in found and found[word].weight >= weight:
            continue
        if word in found or len(found) < MOST_WORDS:
            found[word] = Said(word, spoken_terms(word), weight)
    return list(found.values())


def _weighed(all_words: list[str]) -> Iterator[tuple[str, float]]:
    """Each word with the weight that a preposition before it leaves; an adjective passes it on to its noun."""
    weight = 1.0
    for word in all_words:
        plain = fold(word)
        if plain in AFTER_PREPOSITION:
            weight = AFTER_PREPOSITION[plain]
            yield word, weight
            continue
        yield word, weight
        if not word.endswith(ADJECTIVES):
            weight = 1.0


@lru_cache(maxsize=50_000)
def spoken_terms(word: str) -> frozenset[str]:
    """All terms a word of a message may be found under; also said colloquially, and without its negation."""
    plain = fold(word)
    others = set()
    if plain.endswith("ej"):
        others.add(plain[:-2] + "y")
    if plain.startswith("vo") and len(plain) > SHORTEST + 1:
        others.add(plain[1:])
    if plain.startswith("ne") and len(plain) > SHORTEST + 2:
        others.add(word[2:])
    return asked_terms(word).union(*(asked_terms(other) for other in others))
