"""Which kinds of service a message is about: its words against what kinds are called and how problems are said."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path
from typing import Any

from portal.core.czech import fold

from ..models import SearchSynonym, ServiceKind
from ..search.spelling import can_be_mistyped, keys, within_one_slip
from ..search.text import words
from .words import SMALL_WORDS, WEAK_WORDS, Said, spoken_terms, telling_words

DATA = Path(__file__).parents[1] / "data" / "problems.json"
WHOLE, PART, WEAK, SLIP, MORE = 1.3, 0.6, 0.35, 0.85, 0.3
LEAST = 0.55
"""Score from which on a message is about a topic: one telling word that hardly anything else is called by."""
LEAST_SHARE = 0.5
"""Topics with less than this share of the best one's score are left out."""
MOST_TOPICS = 3
LEAST_MISTYPED = 5
"""Letters of a word from which on a slip is looked for: of shorter ones too many are one letter apart."""
LOCAL_KINDS = frozenset(("municipal_office", "municipal_police", "municipal_services"))
"""Work for their own municipality and those they serve, not for a neighbour."""
HINT = 0.8
"""The most that a category the citizen chose adds."""


@dataclass(frozen=True)
class Topic:
    """Something a message may be about: `kinds` (codes) that deal with it, the best first.

    A local one is dealt with only by what is in the municipality or serves it.
    """

    code: str
    kinds: tuple[str, ...]
    is_local: bool
    phrases: tuple[str, ...]

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem that people have, not just what a kind of service is called."""
        return self.kinds != (self.code,)


Place = tuple[int, int, int]
"""Where a term stands: topic, phrase, word of the phrase."""


class Vocabulary:
    """The words of all topics, found by their terms."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = topics
        self.lengths: dict[tuple[int, int], int] = {}
        self.is_weak: set[tuple[int, int]] = set()
        self._by_term: dict[str, set[Place]] = defaultdict(set)
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for t, topic in enumerate(topics):
            for p, phrase in enumerate(topic.phrases):
                self._learn(t, p, phrase)
        self._share = {term: self._rarity(places) for term, places in self._by_term.items()}

    def _learn(self, t: int, p: int, phrase: str) -> None:
        telling = [word for word in words(phrase) if fold(word) not in SMALL_WORDS]
        if not telling:
            return
        self.lengths[t, p] = len(telling)
        if len(telling) == 1 and fold(telling[0]) in WEAK_WORDS:
            self.is_weak.add((t, p))
        for w, word in enumerate(telling):
            for term in spoken_terms(word):
                self._by_term[term].add((t, p, w))
            if can_be_mistyped(fold(word)):
                for key in keys(fold(word)):
                    self._by_key[key].add(word)

    def _rarity(self, places: Iterable[Place]) -> float:
        """1 for a term of one topic, towards 0 for one of all."""
        having = len({t for t, _p, _w in places})
        return 1 - log(having) / log(len(self.topics) + 1)

    def scores(self, said: Iterable[Said]) -> dict[int, float]:
        """How much the message is about each topic, those it isn't about left out."""
        matched: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
        for one in said:
            for (t, p, w), worth in self._stands(one).items():
                before = matched[t, p].get(w, 0.0)
                matched[t, p][w] = max(before, worth)
        by_topic: dict[int, list[float]] = defaultdict(list)
        for (t, p), found in matched.items():
            by_topic[t].append(self._phrase_score(t, p, found))
        return {t: self._sum(found) for t, found in by_topic.items()}

    def _stands(self, said: Said) -> dict[Place, float]:
        """Where the word stands, as it is or else with one slip, and what that is worth."""
        terms, worth = said.terms, said.weight
        if not any(term in self._by_term for term in terms):
            terms, worth = self._mended(said.word), worth * SLIP
        found: dict[Place, float] = {}
        for term in terms:
            for place in self._by_term.get(term, ()):
                found[place] = max(found.get(place, 0.0), worth * self._share[term])
        return found

    def _mended(self, word: str) -> frozenset[str]:
        plain = fold(word)
        if not can_be_mistyped(plain) or len(plain) < LEAST_MISTYPED:
            return frozenset()
        # People hit the first letter: "platí" is no slip of "mlátí".
        alike = {other for key in keys(plain) for other in self._by_key.get(key, ()) if fold(other)[0] == plain[0]}
        return frozenset(term for other in alike if within_one_slip(plain, fold(other)) for term in spoken_terms(other))

    def _phrase_score(self, t: int, p: int, found: dict[int, float]) -> float:
        length, total = self.lengths[t, p], sum(found.values())
        if length == 1:
            return total * (WEAK if (t, p) in self.is_weak else 1)
        if len(found) == length:
            return total * WHOLE
        return total * PART * len(found) / length

    @staticmethod
    def _sum(found: list[float]) -> float:
        best = max(found)
        return best + min(best, MORE * (sum(found) - best) / max(1, len(found) - 1)) if len(found) > 1 else best


def likeliest_of(vocabulary: Vocabulary, text: str, hint: str = "") -> list[Topic]:
    """What `text` is about, the likeliest first, at most three; `hint` are further words that count less."""
    scores = vocabulary.scores(telling_words(text))
    for t, score in vocabulary.scores(telling_words(hint)).items():
        scores[t] = scores.get(t, 0.0) + min(score, HINT)
    return _likeliest(vocabulary, scores)


def _likeliest(vocabulary: Vocabulary, scores: dict[int, float]) -> list[Topic]:
    if not scores:
        return []
    least = max(LEAST, LEAST_SHARE * max(scores.values()))
    ranked = sorted((t for t in scores if scores[t] >= least), key=lambda t: (-scores[t], t))
    return [vocabulary.topics[t] for t in ranked[:MOST_TOPICS]]


def read_vocabulary(site_id: int) -> Vocabulary:
    """The vocabulary with the association's own words. Two queries."""
    own: dict[int, list[str]] = defaultdict(list)
    for kind, text in SearchSynonym.objects.filter(site=site_id).order_by("pk").values_list("kind_id", "text"):
        own[kind].append(text)
    kinds = ServiceKind.objects.filter(parent__isnull=False).order_by("pk")
    return _vocabulary(tuple((kind.code, (*_names(kind), *own[kind.pk])) for kind in kinds))


def _names(kind: ServiceKind) -> list[str]:
    names = [kind.name, kind.name_plural, *kind.synonyms.splitlines(), *kind.translations.values()]
    return [name for name in dict.fromkeys(names) if name]


@lru_cache(maxsize=16)
def _vocabulary(kinds: tuple[tuple[str, tuple[str, ...]], ...]) -> Vocabulary:
    return Vocabulary([*_problems(), *(Topic(code, (code,), code in LOCAL_KINDS, names) for code, names in kinds)])


@lru_cache(maxsize=1)
def _problems() -> list[Topic]:
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return [Topic(row["code"], tuple(row["kinds"]), row["is_local"], tuple(row["phrases"])) for row in rows]
