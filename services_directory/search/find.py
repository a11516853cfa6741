"""Finding services: a citizen's words in, the services that answer them out, best first (S1, S2, DIR-1).

`ask` makes one query of the database, whatever was typed: it learns which words the associations' index
knows, which municipality they may name, and for words it doesn't know which ones they may have been meant for.

Order. Without a municipality: points (`search.query`), the Czech alphabet, the oldest entry. With one:
services whose name and kind hold the words before those that only mention them; among these first what is in
the municipality (by points), then what serves it, then the rest, what is just called so before others, from
the nearest; then the alphabet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import (
    Case,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from wagtail.models import Site

from ..nearness import square_distance
from .lookup import Known, look_up, scope_of, scoped
from .places import NamedPlace, Recognised, recognise
from .plain import PlainQuestion
from .query import Question, word_alternatives, word_beginnings
from .spelling import meant
from .text import phrase_term, query_words

IN_IT, SERVING_IT, OUTSIDE = 0, 1, 2
STRONG, WEAK = 0, 1
SHORTEST_BEGINNING = 2


@dataclass(frozen=True)
class _Word:
    """A word of the question and what it is looked for as."""

    typed: str
    terms: tuple[str, ...]
    meanings: tuple[str, ...]
    is_beginning: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.terms)

    @property
    def is_mended(self) -> bool:
        return bool(self.meanings) and self.typed not in self.meanings


@dataclass(frozen=True)
class _Understood:
    """A question whose words are known: what is looked for, and where."""

    words: tuple[_Word, ...]
    recognised: Recognised | None
    sites: tuple[int, ...]
    may_miss_one: bool = False

    @cached_property
    def naming(self) -> list[tuple[str, ...]]:
        """Terms of the words that name a municipality."""
        used = self.recognised.used if self.recognised else frozenset[int]()
        return [word.terms for n, word in enumerate(self.words) if n in used and word.is_known]

    @cached_property
    def telling(self) -> list[_Word]:
        """The other known words."""
        used = self.recognised.used if self.recognised else frozenset[int]()
        return [word for n, word in enumerate(self.words) if n not in used and word.is_known]

    @cached_property
    def terms(self) -> list[tuple[str, ...]]:
        """What is looked for; a question that only names a municipality asks for all that is there."""
        return [word.terms for word in self.telling] if self.telling else self.naming

    @cached_property
    def phrase(self) -> str:
        return phrase_term(word.meanings[0] for word in self.telling)

    @cached_property
    def question(self) -> Question:
        return Question.of(self.terms, phrase=self.phrase, may_miss_one=self.may_miss_one)

    @property
    def hits(self) -> QuerySet[Any]:
        return scoped(self.sites).filter(self.question.condition(scope_of(self.sites)))

    @property
    def services(self) -> QuerySet[Any]:
        scope = scope_of(self.sites)
        found = self.hits.annotate(score=self.question.score(scope))
        if self.recognised is None:
            return found.order_by("score", "sort_key", "pk")
        return _by_place(found, self.question, self.recognised, self.naming, scope)

    @property
    def plain(self) -> PlainQuestion | None:
        scope = scope_of(self.sites)
        if self.recognised is not None or not scope:
            return None
        return PlainQuestion(tuple(self.terms), self.phrase, self.may_miss_one, scope[0])


@dataclass(frozen=True)
class Found:
    """The answer. Falsy for no question.

    `correction` is what was looked for instead of what was typed, "" if nothing was mended; `municipality`
    the one the question names; `left_out` words that stand nowhere in these associations.
    """

    query: str
    correction: str = ""
    municipality: NamedPlace | None = None
    is_loosened: bool = False
    left_out: tuple[str, ...] = ()
    understood: _Understood | None = None
    """None where nothing can be found."""

    def __bool__(self) -> bool:
        return bool(self.query)

    @cached_property
    def services(self) -> QuerySet[Any]:
        """What was found, best first."""
        return self.understood.services if self.understood else _services().none()

    @cached_property
    def hits(self) -> QuerySet[Any]:
        """The same without order and annotations, for counting."""
        return self.understood.hits if self.understood else _services().none()

    @cached_property
    def plain(self) -> PlainQuestion | None:
        """The same question for prepared queries, where it is plain enough."""
        return self.understood.plain if self.understood else None

    def loosened(self) -> "Found | None":
        """What holds all words but one, for when nothing holds them all; None if there is nothing to leave out."""
        asked = self.understood
        if asked is None or asked.may_miss_one or len(asked.telling) < 2:
            return None
        return replace(self, understood=replace(asked, may_miss_one=True), is_loosened=True)


def _services() -> Any:
    return apps.get_model("services_directory", "Service").objects


def ask(
    query: str,
    sites: Sequence[Site | int],
    *,
    prefix_fallback: bool = True,
    literal: bool = False,
    unfinished: bool = False,
) -> Found:
    """Published services of `sites` that answer `query`.

    A word the index doesn't know is taken for the beginning of one (with `prefix_fallback`) or for a mistyped
    one; with `literal` neither. The last word of an `unfinished` query may be the beginning of a municipality's name.
    One database query; the querysets of the answer make their own when they are read.
    """
    ids = tuple(dict.fromkeys(site.pk if isinstance(site, Site) else site for site in sites))
    typed = query_words(query)
    if not typed or not ids:
        return Found("")
    known = look_up(typed, ids, spelling=not literal)
    words = tuple(
        _understood(word, n, known, prefix_fallback=prefix_fallback and not literal) for n, word in enumerate(typed)
    )
    recognised = recognise([word.meanings for word in words], known.places, unfinished=unfinished)
    used = recognised.used if recognised else frozenset[int]()
    left_out = tuple(word.typed for word in words if not word.is_known)
    telling = [n for n, word in enumerate(words) if n not in used]
    place = recognised.place if recognised else None
    if (literal and left_out) or (telling and not any(words[n].is_known for n in telling)):
        return Found(query, municipality=place)
    return Found(
        query,
        correction=_correction(query, words, recognised),
        municipality=place,
        is_loosened=any(word.is_beginning for word in words) or bool(left_out),
        left_out=left_out,
        understood=_Understood(words, recognised, ids),
    )


def _understood(word: str, n: int, known: Known, *, prefix_fallback: bool) -> _Word:
    if n in known.whole:
        return _Word(word, word_alternatives(word), (word,))
    as_beginning = prefix_fallback and n in known.beginnings and len(word) >= SHORTEST_BEGINNING
    terms = set(word_beginnings(word)) if as_beginning else set()
    meanings = tuple(meant(word, known.similar.get(n, ())))
    for other in meanings:
        terms.update(word_alternatives(other))
    return _Word(word, tuple(sorted(terms)), meanings or (word,), as_beginning and not meanings)


def _correction(query: str, words: Sequence[_Word], recognised: Recognised | None) -> str:
    """The question with its mistyped words mended, as it is shown."""
    mended = {word.typed: word.meanings[0] for word in words if word.is_mended}
    if not mended:
        return ""
    for n in recognised.used if recognised else ():
        if words[n].is_mended:
            mended[words[n].typed] = words[n].meanings[0].capitalize()
    return " ".join(mended.get(part.casefold().strip(".,;:!?„“\"'()"), part) for part in query.split())


def _by_place(
    found: QuerySet[Any],
    asked: Question,
    recognised: Recognised,
    naming: list[tuple[str, ...]],
    scope: tuple[int, ...],
) -> QuerySet[Any]:
    """Ordered for a question that names a municipality; annotates `place` (in it, serving it, outside)."""
    codes = [place.code for place in recognised.places]
    serving = apps.get_model("services_directory", "Service").served.through.objects
    called_so = Question.of(naming).condition(scope) if naming else Q(pk__in=[])
    place = Case(
        When(municipality__in=codes, then=Value(IN_IT)),
        When(Q(serves_all=True) | Q(called_so), then=Value(SERVING_IT)),
        When(Exists(serving.filter(service=OuterRef("pk"), municipality__in=codes)), then=Value(SERVING_IT)),
        default=Value(OUTSIDE),
        output_field=IntegerField(),
    )
    says_the_kind = asked.says_the_kind(scope)
    outside = _number(When(says_the_kind, then=Value(0)), default=1) if says_the_kind is not None else Value(0)
    found = found.annotate(
        place=place,
        weakness=_number(When(asked.strong(scope), then=Value(STRONG)), default=WEAK),
        worth=Case(When(place=OUTSIDE, then=outside), default=F("score"), output_field=IntegerField()),
        distance=_distance(recognised.place),
    )
    return found.order_by("weakness", "place", "worth", F("distance").asc(nulls_last=True), "sort_key", "pk")


def _number(*cases: When, default: int) -> Case:
    return Case(*cases, default=Value(default), output_field=IntegerField())


def _distance(place: NamedPlace) -> Any:
    """Square of the distance from the municipality's centre; nothing in it, so that the alphabet decides there."""
    if place.latitude is None or place.longitude is None:
        return Value(0.0, output_field=FloatField())
    away = square_distance(place.latitude, place.longitude)
    return Case(When(municipality=place.code, then=Value(0.0)), default=away, output_field=FloatField())
