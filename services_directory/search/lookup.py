"""What the index knows about the words of a question, learnt in one query.

A union of small reads by index: whether each word stands in the associations as it is or as the beginning
of a word, municipalities whose name begins like one of the words, and for each word that stands nowhere
the words that are spelt alike. In one association, where most people ask, how it is written depends on the number of
words only: a prepared query (`portal.core.prepared`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Site

from portal.core.czech import fold
from portal.core.prepared import Given, Prepared, given_day, given_id, given_text

from .places import NamedPlace
from .query import GivenWord, StandsSomewhere, Wanted, word_alternatives, word_beginnings
from .spelling import MOST_KEYS, can_be_mistyped, keys

PLACE, FLAGS = -1, -2
"""What a row of the union is about; a number from 0 on is the word that the row's text is spelt like."""
EVERYTHING = -1
COLUMNS = ("about", "text", "place_code", "place_latitude", "place_longitude", "number")


@dataclass
class Known:
    """The words of a question, by their position: standing as they are, as beginnings, and what is spelt alike."""

    whole: set[int] = field(default_factory=set)
    beginnings: set[int] = field(default_factory=set)
    similar: dict[int, list[str]] = field(default_factory=dict)
    places: list[NamedPlace] = field(default_factory=list)


def scoped(sites: Sequence[int]) -> QuerySet[Any]:
    """Findable services of `sites`, for a full-text condition of `scope_of(sites)`.

    Of one association the index of words itself knows them; of several the hits are looked at one by one,
    by an expression that no index of services answers: else a database walks over whole associations.
    """
    services = apps.get_model("services_directory", "Service").objects.published()
    return services if len(sites) == 1 else services.alias(at_site=F("site_id") + 0).filter(at_site__in=sites)


def scope_of(sites: Sequence[int]) -> tuple[int, ...]:
    """The sites that are part of the full-text query itself: only a single one."""
    return tuple(sites) if len(sites) == 1 else ()


class _Asked(NamedTuple):
    """A word of a question, or what stands for it in a prepared query."""

    as_it_is: tuple[str, ...] | GivenWord
    as_beginning: tuple[str, ...] | GivenWord
    keys: tuple[str | Given, ...]
    can_be_mistyped: bool


class _Where(NamedTuple):
    """The associations a question is asked of, and the day; a single one, and both said later, in a prepared query."""

    sites: tuple[int | Given, ...]
    day: Any

    @property
    def here(self) -> dict[str, Any]:
        """A condition on a row's site."""
        return {"site": self.sites[0]} if len(self.sites) == 1 else {"site__in": self.sites}

    def stands(self, *words: tuple[str, ...] | GivenWord) -> StandsSomewhere:
        """Whether all of `words` stand there together."""
        if isinstance(self.day, Given):
            return StandsSomewhere(Wanted(words), day=self.day)
        sites = tuple(site for site in self.sites if isinstance(site, int))
        scope = scope_of(sites)
        return StandsSomewhere(Wanted(words, sites=scope), () if scope else sites, day=self.day)


def _asked(word: str, *, spelling: bool) -> _Asked:
    plain = fold(word)
    in_order = sorted(keys(plain))
    # Always as many, so that the number of words alone decides how the query is written.
    filled = (*in_order, *in_order[-1:] * (MOST_KEYS - len(in_order)))
    return _Asked(word_alternatives(word), word_beginnings(word), filled, spelling and can_be_mistyped(plain))


def look_up(words: Sequence[str], sites: Sequence[int], *, spelling: bool = True) -> Known:
    """What `sites` know about `words`. One query."""
    asked = [_asked(word, spelling=spelling) for word in words]
    known = Known()
    population: dict[NamedPlace, int] = {}
    for about, text, code, latitude, longitude, number in _rows(asked, sites):
        if about == FLAGS:
            known.whole = {n for n in range(len(words)) if number == EVERYTHING or number & 1 << (2 * n)}
            known.beginnings = {n for n in range(len(words)) if number > 0 and number & 2 << (2 * n)}
        elif about == PLACE:
            population[NamedPlace(code, text, latitude, longitude)] = number
        else:
            known.similar.setdefault(about, []).append(text)
    known.places = sorted(population, key=lambda place: (-population[place], place.code))
    return known


def _rows(asked: Sequence[_Asked], sites: Sequence[int]) -> Any:
    today = timezone.localdate()
    if len(sites) != 1:
        return _written(asked, _Where(tuple(sites), today))
    terms = tuple(chain.from_iterable((word.as_it_is, word.as_beginning) for word in asked))
    by_name = {_key(n, m): key for n, word in enumerate(asked) for m, key in enumerate(word.keys)}
    spelt = tuple(word.can_be_mistyped for word in asked)
    return _prepared.all(spelt, site=sites[0], day=today, terms=terms, **by_name)


@Prepared[tuple[Any, ...]]
def _prepared(spelt: tuple[bool, ...]) -> Any:
    """In one association; for each word whether it is looked for as a mistyped one."""
    asked = [
        _Asked(
            GivenWord(2 * n),
            GivenWord(2 * n + 1),
            tuple(given_text(_key(n, m)) for m in range(MOST_KEYS)),
            can_be_mistyped=mistyped,
        )
        for n, mistyped in enumerate(spelt)
    ]
    return _written(asked, _Where((given_id("site"),), given_day()))


def _key(word: int, number: int) -> str:
    """What a key of a word is called in the prepared query."""
    return f"key{word}_{number}"


def _written(asked: Sequence[_Asked], where: _Where) -> Any:
    """The whole query."""
    similar = (_similar(n, word, where) for n, word in enumerate(asked) if word.can_be_mistyped)
    return _places(asked, where).union(_flags(asked, where), *similar)


def _row(about: int, **columns: Any) -> dict[str, Any]:
    empty = {
        "text": Value("", output_field=TextField()),
        "place_code": Value("", output_field=TextField()),
        "place_latitude": Value(None, output_field=FloatField()),
        "place_longitude": Value(None, output_field=FloatField()),
        "number": Value(0, output_field=IntegerField()),
    }
    return {"about": Value(about, output_field=IntegerField()), **empty, **columns}


def _flags(asked: Sequence[_Asked], where: _Where) -> QuerySet[Any]:
    """One row: that all words stand there together, or for each word two bits, as it is and as a beginning."""
    bits: Combinable = Value(0)
    for n, word in enumerate(asked):
        as_it_is = When(where.stands(word.as_it_is), then=Value(1 << (2 * n)))
        as_beginning = When(where.stands(word.as_beginning), then=Value(2 << (2 * n)))
        # A single word that stands there has been found as all words together.
        ways = [as_it_is, as_beginning] if len(asked) > 1 else [as_beginning]
        bits = bits + Case(*ways, default=Value(0), output_field=IntegerField())
    together = where.stands(*(word.as_it_is for word in asked))
    number = Case(When(together, then=Value(EVERYTHING)), default=bits, output_field=IntegerField())
    found = Site.objects.filter(pk=where.sites[0])
    return found.order_by().annotate(**_row(FLAGS, number=number)).values_list(*COLUMNS)


def _places(asked: Sequence[_Asked], where: _Where) -> QuerySet[Any]:
    """Municipalities whose name may begin with one of the words."""
    wanted = list(dict.fromkeys(chain.from_iterable(word.keys for word in asked)))
    found = apps.get_model("services_directory", "PlaceKey").objects.filter(key__in=wanted, **where.here)
    columns = _row(
        PLACE,
        text=F("municipality__name"),
        place_code=F("municipality_id"),
        place_latitude=F("municipality__latitude"),
        place_longitude=F("municipality__longitude"),
        number=Coalesce("municipality__population", 0),
    )
    return found.order_by().annotate(**columns).values_list(*COLUMNS)


def _similar(n: int, word: _Asked, where: _Where) -> QuerySet[Any]:
    """Words spelt like the `n`-th one, if that stands nowhere."""
    found = apps.get_model("services_directory", "WordKey").objects.filter(
        ~Q(where.stands(word.as_it_is)), key__in=word.keys, **where.here
    )
    return found.order_by().annotate(**_row(n, text=F("word"))).values_list(*COLUMNS)
