"""The question most people ask, a few words in one association that name no municipality, as a prepared query.

How such a query is written depends on the number of words only; the words themselves are said when it is asked.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.utils import timezone

from portal.core.prepared import given_day

from .query import PHRASE, GivenWord, Question

if TYPE_CHECKING:
    from datetime import date

type Shape = tuple[int, bool, bool]
"""The number of words, whether they make a phrase, whether hits may miss one."""


class PlainQuestion(NamedTuple):
    """Terms for each word, the phrase ("" for none), whether hits may lack a word, and the association's site."""

    terms: tuple[tuple[str, ...], ...]
    phrase: str
    may_miss_one: bool
    site: int

    @property
    def shape(self) -> Shape:
        return len(self.terms), bool(self.phrase), self.may_miss_one

    @property
    def given(self) -> "dict[str, int | date | tuple[tuple[str, ...], ...]]":
        """What `hits` and `services` are asked with."""
        return {"site": self.site, "day": timezone.localdate(), "terms": (*self.terms, (self.phrase,))}


def _asked(shape: Shape) -> Question:
    count, has_phrase, may_miss_one = shape
    words = [GivenWord(n) for n in range(count)]
    return Question.of(words, phrase=PHRASE if has_phrase else "", may_miss_one=may_miss_one)


def hits(shape: Shape) -> Any:
    """The services that answer a question of this shape, in no order."""
    services = apps.get_model("services_directory", "Service").objects.published(given_day())
    return services.filter(_asked(shape).condition(()))


def services(shape: Shape) -> Any:
    """The same, best first."""
    return hits(shape).annotate(score=_asked(shape).score(())).order_by("score", "sort_key", "pk")
