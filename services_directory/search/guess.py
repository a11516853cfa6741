"""Which kind of service a search without a result was probably after."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property

from portal.core.czech import fold

from ..models import ServiceKind
from .spelling import LEAST_WORD, within_one_slip
from .text import asked_terms, query_words

SAME, SLIP, LEAST_LIKENESS = 1.0, 0.9, 0.75


class Guesser:
    """Compares texts with the names and synonyms of all kinds, which are read once."""

    def __init__(self, kinds: Iterable[ServiceKind] | None = None) -> None:
        self._given = kinds

    @cached_property
    def kinds(self) -> list[ServiceKind]:
        """The kinds in their order, whole fields left out."""
        if self._given is not None:
            return list(self._given)
        return list(ServiceKind.objects.filter(parent__isnull=False).select_related("parent"))

    @cached_property
    def _words(self) -> list[tuple[ServiceKind, dict[str, frozenset[str]]]]:
        rows = []
        for kind in self.kinds:
            texts = (kind.name, kind.name_plural, *kind.synonyms.splitlines())
            rows.append((kind, {fold(word): asked_terms(word) for text in texts for word in query_words(text)}))
        return rows

    def guess(self, text: str) -> ServiceKind | None:
        """The likeliest kind for `text`; None if nothing is like it."""
        asked = [(fold(word), asked_terms(word)) for word in query_words(text)]
        best: ServiceKind | None = None
        most = 0.0
        for kind, known in self._words:
            likeness = sum(max((_likeness(word, other) for other in known.items()), default=0.0) for word in asked)
            if likeness > most:
                best, most = kind, likeness
        return best


def _likeness(word: tuple[str, frozenset[str]], other: tuple[str, frozenset[str]]) -> float:
    """How much two words are alike: 1 for forms of one word, a little less for a slip, 0 for different ones."""
    if word[1] & other[1]:
        return SAME
    if min(len(word[0]), len(other[0])) < LEAST_WORD:
        return 0.0
    if within_one_slip(word[0], other[0]):
        return SLIP
    matcher = SequenceMatcher(None, word[0], other[0])
    if matcher.real_quick_ratio() < LEAST_LIKENESS or matcher.quick_ratio() < LEAST_LIKENESS:
        return 0.0
    ratio = matcher.ratio()
    return ratio * SLIP if ratio >= LEAST_LIKENESS else 0.0
