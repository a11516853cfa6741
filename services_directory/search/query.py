"""Asking the search index through the ORM: the same question and the same order on both databases."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from django.db import NotSupportedError
from django.db.models import BooleanField, Case, Expression, F, IntegerField, Lookup, Q, Value, When
from django.db.models.expressions import Combinable

from portal.core.czech import fold
from portal.core.prepared import Given, GivenLater, given_id

from .schema import FTS_TABLE, TABLE
from .text import asked_terms, phrase_term, query_words

# Where a word was found decides how much a hit is worth: the fewer points the better. Asked for "divadelní",
# a theatre called so comes before a school of drama, and that before a hall that mentions plays.
IN_NAME_AND_KIND, IN_NAME, IN_KIND, ELSEWHERE, NOWHERE = 0, 1, 2, 4, 32
SAYS_THE_KIND = -2
"""For a question that is just a name or a synonym of the service's kind: "škola" is a primary school before others,
and a theatre called otherwise comes before a cinema in a theatre."""
NAME, KIND, OTHER = "name", "kind", "other"
ANYWHERE = (NAME, KIND, OTHER)
WEIGHTS = {NAME: "A", KIND: "B", OTHER: "C"}
SERVICES = "services_directory_service"
PREFIX = "*"
"""Ends a term that is the beginning of a word."""


@dataclass(frozen=True)
class GivenWord:
    """A word of a question in a prepared query (`portal.core.prepared`): its terms are `terms[position]`."""

    position: int


PHRASE = GivenWord(-1)
"""What stands for a question's phrase; it is the last of the terms."""


@dataclass(frozen=True)
class Wanted:
    """For every word its alternative terms, where to look for them, and in which associations (any if empty).

    In a prepared query the words are said later, and so is the one association.
    """

    words: tuple[tuple[str, ...] | GivenWord, ...]
    columns: tuple[str, ...] = ANYWHERE
    sites: tuple[int, ...] = ()
    may_miss_one: bool = False

    @property
    def is_given(self) -> bool:
        return any(isinstance(word, GivenWord) for word in self.words)

    def said(self, given: dict[str, Any]) -> "Wanted":
        """The same with the terms and the site that were given."""
        words = (given["terms"][word.position] if isinstance(word, GivenWord) else word for word in self.words)
        return replace(self, words=tuple(words), sites=(given["site"],))

    @property
    def combinations(self) -> "list[tuple[tuple[str, ...] | GivenWord, ...]]":
        """Sets of words of which one has to be found as a whole."""
        if not self.may_miss_one or len(self.words) < 2:
            return [self.words]
        return [self.words[:n] + self.words[n + 1 :] for n in range(len(self.words))]


class _GivenQuery(GivenLater):
    """The full-text query of a condition whose words are said when the prepared query is asked."""

    def __init__(self, wanted: Wanted, write: Callable[[Wanted], str]) -> None:
        self.wanted, self.write = wanted, write

    def value(self, given: dict[str, Any], connection: Any) -> str:
        return self.write(self.wanted.said(given))


class _FullText:
    """What both conditions share: the full-text query for `wanted` in either database's language.

    Terms are letters and digits only (`search.text`), so they need no escaping. The sites are part of the
    full-text query: on SQLite they stand among the terms, PostgreSQL's index has them beside the terms.
    """

    wanted: Wanted

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        raise NotSupportedError(f"Search over services runs on PostgreSQL and SQLite, not on {connection.vendor}")

    def postgresql_condition(self, entry: str) -> tuple[str, tuple[Any, ...]]:
        """A condition on the rows of `entry`, and its parameters."""
        wanted, sql = self.wanted, f'{entry}."vector" @@ %s::tsquery'
        if wanted.is_given:
            asked = (given_id("site"), _GivenQuery(wanted, self.postgresql_query))
            return f'({entry}."site_id" = %s AND {sql})', asked
        if wanted.sites:
            sql = f'({entry}."site_id" IN ({", ".join(map(str, wanted.sites))}) AND {sql})'
        return sql, (self.postgresql_query(wanted),)

    @staticmethod
    def postgresql_query(wanted: Wanted) -> str:
        """What the vector has to match."""
        marks = "" if wanted.columns == ANYWHERE else "".join(WEIGHTS[column] for column in wanted.columns)

        def one(term: str) -> str:
            suffix = (PREFIX if term.endswith(PREFIX) else "") + marks
            return f"'{term.removesuffix(PREFIX)}'" + (f":{suffix}" if suffix else "")

        return _combined(wanted, one, " & ", " | ")

    def sqlite_match(self) -> Any:
        """What the FTS5 table has to match."""
        return _GivenQuery(self.wanted, self.sqlite_query) if self.wanted.is_given else self.sqlite_query(self.wanted)

    @staticmethod
    def sqlite_query(wanted: Wanted) -> str:
        columns = " ".join(f"{column}_terms" for column in wanted.columns)

        def one(term: str) -> str:
            return f'"{term.removesuffix(PREFIX)}"' + (PREFIX if term.endswith(PREFIX) else "")

        match = f"{{{columns}}} : ({_combined(wanted, one, ' AND ', ' OR ')})"
        if wanted.sites:
            match = f"site_id : ({' OR '.join(map(str, wanted.sites))}) AND {match}"
        return match


class HasTerms(_FullText, Lookup):
    """Whether a service's search entry holds, for every word, one of its terms.

    A lookup, because only that stands in a WHERE clause of SQLite as it is and not compared with 1, which no
    index answers. Its sides are the service's key and its entry's.
    """

    prepare_rhs = False

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(F("pk"), F("search_entry"))
        self.wanted = wanted

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), self.wanted, self.lhs, self.rhs)

    def copy(self) -> "HasTerms":
        return copy.copy(self)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.postgresql_condition(connection.ops.quote_name(self.rhs.alias))

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        service, _parameters = compiler.compile(self.lhs)
        return f"{service} IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s)", (self.sqlite_match(),)  # noqa: S608


class StandsSomewhere(_FullText, Expression):
    """Whether any findable service, of `sites` if there are several, has the terms; a condition on no row at all.

    Written out, for both databases would rather walk over all services until one has the words. PostgreSQL makes
    a materialised part of a query no cheaper than it is, SQLite keeps the order of a CROSS JOIN.
    """

    conditional = True

    def __init__(self, wanted: Wanted, sites: Sequence[int] = (), *, day: date | Given) -> None:
        """`day` is the one on which services that have closed are no longer findable."""
        super().__init__(output_field=BooleanField())
        self.wanted = wanted
        self.sites = tuple(sites)
        self.day = day

    @property
    def identity(self) -> tuple[Any, ...]:
        return (type(self), self.wanted, self.sites, self.day)

    @property
    def _today(self) -> Any:
        return self.day if isinstance(self.day, Given) else self.day.isoformat()

    def _is_findable(self, today: str) -> str:
        sql = f"s.live AND (s.closed_on IS NULL OR s.closed_on > {today})"
        return f"{sql} AND s.site_id + 0 IN ({', '.join(map(str, self.sites))})" if self.sites else sql

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        condition, parameters = self.postgresql_condition("e")
        return (
            f"EXISTS (WITH e AS MATERIALIZED (SELECT service_id FROM {TABLE} e WHERE {condition})"  # noqa: S608
            f" SELECT 1 FROM e JOIN {SERVICES} s ON s.id = e.service_id WHERE {self._is_findable('%s::date')})",
            (*parameters, self._today),
        )

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return (
            f"EXISTS (SELECT 1 FROM {FTS_TABLE} CROSS JOIN {SERVICES} s ON s.id = {FTS_TABLE}.rowid"  # noqa: S608
            f" WHERE {FTS_TABLE} MATCH %s AND {self._is_findable('%s')})",
            (self.sqlite_match(), self._today),
        )


def _combined(wanted: Wanted, one: Any, conjunction: str, disjunction: str) -> str:
    """The full-text query for `wanted`: any of its combinations, all words of one, any term of a word."""

    def every(words: tuple[Any, ...]) -> str:
        return conjunction.join(f"({disjunction.join(map(one, terms))})" for terms in words)

    return disjunction.join(f"({every(words)})" for words in wanted.combinations)


class Question:
    """What is looked for: for every word its terms. Falsy when there is nothing to look for."""

    def __init__(self, text: str, *, prefix: bool = False) -> None:
        words = query_words(text)
        self.words: tuple[tuple[str, ...] | GivenWord, ...] = tuple(
            word_beginnings(word) if prefix else word_alternatives(word) for word in words
        )
        self.phrase: str | GivenWord = "" if prefix else phrase_term(words)
        self.may_miss_one = False

    @classmethod
    def of(
        cls,
        words: "Sequence[tuple[str, ...] | GivenWord]",
        *,
        phrase: str | GivenWord = "",
        may_miss_one: bool = False,
    ) -> Self:
        """A question of words analysed already; with `may_miss_one` hits may lack any one of them."""
        question = cls("")
        question.words, question.phrase, question.may_miss_one = tuple(words), phrase, may_miss_one
        return question

    def __bool__(self) -> bool:
        return bool(self.words)

    def condition(self, sites: Sequence[int]) -> HasTerms:
        return HasTerms(Wanted(self.words, sites=tuple(sites), may_miss_one=self.may_miss_one))

    def strong(self, sites: Sequence[int]) -> HasTerms:
        """Hits that have every word in their name or kind."""
        return HasTerms(Wanted(self.words, (NAME, KIND), tuple(sites)))

    def says_the_kind(self, sites: Sequence[int]) -> HasTerms | None:
        """Hits whose kind is called just what is asked for."""
        if not self.phrase:
            return None
        phrase = self.phrase if isinstance(self.phrase, GivenWord) else (self.phrase,)
        return HasTerms(Wanted((phrase,), (KIND,), tuple(sites)))

    def score(self, sites: Sequence[int]) -> Combinable:
        """Points of a hit, to order by: each word counts by the best place it was found in."""
        total: Combinable = Value(0)
        says_the_kind = self.says_the_kind(sites)
        if says_the_kind is not None:
            total = _points(When(says_the_kind, then=Value(SAYS_THE_KIND)), default=0)
        for terms in self.words:

            def found_in(*columns: str, terms: tuple[str, ...] | GivenWord = terms) -> HasTerms:
                return HasTerms(Wanted((terms,), columns, tuple(sites)))

            places = [
                When(Q(found_in(NAME)) & Q(found_in(KIND)), then=Value(IN_NAME_AND_KIND)),
                When(found_in(NAME), then=Value(IN_NAME)),
                When(found_in(KIND), then=Value(IN_KIND)),
            ]
            if self.may_miss_one:
                places.append(When(found_in(OTHER), then=Value(ELSEWHERE)))
            total = total + _points(*places, default=NOWHERE if self.may_miss_one else ELSEWHERE)
        return total


def _points(*cases: When, default: int) -> Case:
    return Case(*cases, default=Value(default), output_field=IntegerField())


def word_alternatives(word: str) -> tuple[str, ...]:
    """The terms any of which answers `word`."""
    return tuple(sorted(asked_terms(word)))


def word_beginnings(word: str) -> tuple[str, ...]:
    """What was typed may be the beginning of a word, or a whole one, which the index has as its stem."""
    return tuple(f"{term}{PREFIX}" for term in sorted({fold(word), *asked_terms(word)}))
