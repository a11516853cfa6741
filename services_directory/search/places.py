"""Municipalities named in a question: "pošta Hořice", "knihovna v Machově", "školka polici"."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from portal.core.czech import fold

from .spelling import keys
from .text import lemma, word_terms, words

KINDS = Path(__file__).parents[1] / "data" / "kinds.json"
PREPOSITIONS = frozenset(("nad", "pod", "u", "v", "ve", "na", "za", "při", "pri", "z", "ze", "do", "od", "po", "k"))
LEAST_BEGINNING = 4
"""Letters from which on the beginning of a name tells the municipality: fewer meet no key of it."""
ADJECTIVE_ENDINGS = ("ý", "á", "é", "í")


@dataclass(frozen=True)
class NamedPlace:
    """A municipality that may have been named, with its centre."""

    code: str
    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Recognised:
    """The municipalities a question names (several only if they are called the same) and which words do it."""

    places: tuple[NamedPlace, ...]
    used: frozenset[int]

    @property
    def place(self) -> NamedPlace:
        return self.places[0]


@lru_cache(maxsize=20_000)
def short_names(name: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say a municipality's name, each as its words, the whole one first.

    Police nad Metují – Police; Hradec Králové – Hradec; Provodov-Šonov – Provodov, Šonov; but not Nový of Nový Ples.
    """
    all_words = words(name)
    whole = tuple(word for word in all_words if word not in PREPOSITIONS)
    found = [whole]
    first_preposition = next((n for n, word in enumerate(all_words) if n and word in PREPOSITIONS), None)
    if first_preposition:
        found.append(tuple(all_words[:first_preposition]))
    elif "-" in name:
        found += [tuple(words(part)) for part in name.split("-") if words(part)]
    elif len(whole) > 1 and not whole[0].endswith(ADJECTIVE_ENDINGS):
        found.append(whole[:1])
    return tuple(dict.fromkeys(found))


def place_keys(name: str) -> set[str]:
    """The keys under which a municipality is looked up: those of the first word of each way to say its name."""
    return {key for way in short_names(name) if way for key in keys(fold(way[0]))}


@cache
def kind_words() -> frozenset[str]:
    """Words that name kinds of service, without diacritics: "dvůr" in a question is hardly Dvůr Králové."""
    texts: list[str] = []
    for row in json.loads(KINDS.read_text(encoding="utf-8")):
        texts += [row["name"], row["name_plural"], *row["synonyms"]]
    return frozenset(fold(word) for text in texts for word in words(text))


def recognise(
    asked: Sequence[Iterable[str]], places: Iterable[NamedPlace], *, unfinished: bool = False
) -> Recognised | None:
    """The municipality that the words of a question name, if any. The last word of an `unfinished` one may go on.

    `asked` has for every word of the question the words it stands for: itself, or those a mistyped one was
    meant for. The longest name wins, then the whole name before a part of it. A part of a name that is also
    a word for a kind of service is no name.
    """
    best: dict[tuple[int, bool], list[tuple[NamedPlace, frozenset[int]]]] = {}
    words_asked = [tuple(meanings) for meanings in asked]
    for place in places:
        ways = short_names(place.name)
        for way in ways:
            is_whole = way == ways[0]
            used = _used(words_asked, way, unfinished=unfinished)
            if used and (is_whole or not any(_names_a_kind(words_asked[n]) for n in used)):
                best.setdefault((len(way), is_whole), []).append((place, used))
    if not best:
        return None
    found = best[max(best)]
    used = found[0][1]
    return Recognised(tuple(dict.fromkeys(place for place, its in found if its == used)), used)


def _names_a_kind(meanings: tuple[str, ...]) -> bool:
    return any(fold(word) in kind_words() or fold(lemma(word)) in kind_words() for word in meanings)


def _used(asked: Sequence[tuple[str, ...]], way: tuple[str, ...], *, unfinished: bool) -> frozenset[int]:
    """Which words of the question, standing together, say `way`; none if it isn't said."""

    def says(position: int, name: str) -> bool:
        may_go_on = unfinished and position == len(asked) - 1
        return any(
            word_terms(name) & word_terms(meaning)
            or (may_go_on and len(meaning) >= LEAST_BEGINNING and fold(name).startswith(fold(meaning)))
            for meaning in asked[position]
        )

    for start in range(len(asked) - len(way) + 1):
        if all(says(start + n, name) for n, name in enumerate(way)):
            return frozenset(range(start, start + len(way)))
    return frozenset()
