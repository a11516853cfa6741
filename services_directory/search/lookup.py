"""What the index knows about the words of a question, learnt in one query.

A union of small reads by index: whether each word stands in the associations as it is or as the beginning
of a word, municipalities whose name begins like one of the words, and for each word that stands nowhere
the words that are spelt alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Case, F, FloatField, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from wagtail.models import Site

from portal.core.czech import fold

from .places import NamedPlace
from .query import StandsSomewhere, Wanted, word_alternatives, word_beginnings
from .spelling import can_be_mistyped, keys

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


def look_up(words: Sequence[str], sites: Sequence[int], *, spelling: bool = True) -> Known:
    """What `sites` know about `words`. One query."""
    known = Known()
    rows = _places(words, sites).union(
        _flags(words, sites),
        *(_similar(n, word, sites) for n, word in enumerate(words) if spelling and can_be_mistyped(fold(word))),
    )
    population: dict[NamedPlace, int] = {}
    for about, text, code, latitude, longitude, number in rows:
        if about == FLAGS:
            known.whole = {n for n in range(len(words)) if number == EVERYTHING or number & 1 << (2 * n)}
            known.beginnings = {n for n in range(len(words)) if number > 0 and number & 2 << (2 * n)}
        elif about == PLACE:
            population[NamedPlace(code, text, latitude, longitude)] = number
        else:
            known.similar.setdefault(about, []).append(text)
    known.places = sorted(population, key=lambda place: (-population[place], place.code))
    return known


def _stands(words: Sequence[tuple[str, ...]], sites: Sequence[int]) -> StandsSomewhere:
    scope = scope_of(sites)
    return StandsSomewhere(Wanted(tuple(words), sites=scope), () if scope else sites)


def _row(about: int, **columns: Any) -> dict[str, Any]:
    empty = {
        "text": Value("", output_field=TextField()),
        "place_code": Value("", output_field=TextField()),
        "place_latitude": Value(None, output_field=FloatField()),
        "place_longitude": Value(None, output_field=FloatField()),
        "number": Value(0, output_field=IntegerField()),
    }
    return {"about": Value(about, output_field=IntegerField()), **empty, **columns}


def _flags(words: Sequence[str], sites: Sequence[int]) -> QuerySet[Any]:
    """One row: that all words stand there together, or for each word two bits, as it is and as a beginning."""
    bits: Combinable = Value(0)
    for n, word in enumerate(words):
        as_it_is = When(_stands([word_alternatives(word)], sites), then=Value(1 << (2 * n)))
        as_beginning = When(_stands([word_beginnings(word)], sites), then=Value(2 << (2 * n)))
        # A single word that stands there has been found as all words together.
        ways = [as_it_is, as_beginning] if len(words) > 1 else [as_beginning]
        bits = bits + Case(*ways, default=Value(0), output_field=IntegerField())
    together = _stands([word_alternatives(word) for word in words], sites)
    number = Case(When(together, then=Value(EVERYTHING)), default=bits, output_field=IntegerField())
    return Site.objects.filter(pk=sites[0]).order_by().annotate(**_row(FLAGS, number=number)).values_list(*COLUMNS)


def _places(words: Sequence[str], sites: Sequence[int]) -> QuerySet[Any]:
    """Municipalities whose name may begin with one of the words."""
    wanted = {key for word in words for key in keys(fold(word))}
    found = apps.get_model("services_directory", "PlaceKey").objects.filter(key__in=wanted, site__in=sites)
    columns = _row(
        PLACE,
        text=F("municipality__name"),
        place_code=F("municipality_id"),
        place_latitude=F("municipality__latitude"),
        place_longitude=F("municipality__longitude"),
        number=Coalesce("municipality__population", 0),
    )
    return found.order_by().annotate(**columns).values_list(*COLUMNS)


def _similar(n: int, word: str, sites: Sequence[int]) -> QuerySet[Any]:
    """Words spelt like the `n`-th one, if that stands nowhere."""
    found = apps.get_model("services_directory", "WordKey").objects.filter(
        ~Q(_stands([word_alternatives(word)], sites)), key__in=keys(fold(word)), site__in=sites
    )
    return found.order_by().annotate(**_row(n, text=F("word"))).values_list(*COLUMNS)
