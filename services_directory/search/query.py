"""Asking the search index through the ORM: the same question and the same order on both databases."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import NotSupportedError
from django.db.models import Case, F, IntegerField, Lookup, Q, Value, When
from django.db.models.expressions import Combinable

from portal.core.czech import fold

from .schema import FTS_TABLE
from .text import query_words, word_terms

# Where a word was found decides how much a hit is worth: the fewer points the better. Asked for "divadlo",
# the theatre called so comes before the cinema in a theatre, and that before a school of drama.
IN_NAME_AND_KIND, IN_NAME, IN_KIND, ELSEWHERE = 0, 1, 2, 4
NAME, KIND, OTHER = "name", "kind", "other"
ANYWHERE = (NAME, KIND, OTHER)
WEIGHTS = {NAME: "A", KIND: "B", OTHER: "C"}


@dataclass(frozen=True)
class Wanted:
    """For every word its alternative terms, where to look for them, and in which associations (any if empty)."""

    words: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ANYWHERE
    sites: tuple[int, ...] = ()
    prefix: bool = False


class HasTerms(Lookup):
    """Whether a service's search entry holds, for every word, one of its terms.

    Terms are letters and digits only (`search.text`), so they need no escaping. On SQLite the sites are
    part of the full-text query; PostgreSQL's index has them beside the terms.
    """

    prepare_rhs = False

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(F("search_entry"), wanted)

    def copy(self) -> "HasTerms":
        return copy.copy(self)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        raise NotSupportedError(f"Search over services runs on PostgreSQL and SQLite, not on {connection.vendor}")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        wanted: Wanted = self.rhs
        table = connection.ops.quote_name(self.lhs.alias)
        marks = "" if wanted.columns == ANYWHERE else "".join(WEIGHTS[column] for column in wanted.columns)
        suffix = (":" if marks or wanted.prefix else "") + ("*" if wanted.prefix else "") + marks
        groups = (" | ".join(f"'{term}'{suffix}" for term in terms) for terms in wanted.words)
        return f'{table}."vector" @@ %s::tsquery', (" & ".join(f"({group})" for group in groups),)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[str, ...]]:
        wanted: Wanted = self.rhs
        table = connection.ops.quote_name(self.lhs.alias)
        columns = " ".join(f"{column}_terms" for column in wanted.columns)
        star = "*" if wanted.prefix else ""
        groups = [" OR ".join(f'"{term}"{star}' for term in terms) for terms in wanted.words]
        match = f"{{{columns}}} : ({' AND '.join(f'({group})' for group in groups)})"
        if wanted.sites:
            match = f"site_id : ({' OR '.join(map(str, wanted.sites))}) AND {match}"
        sql = f'{table}."service_id" IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s)'  # noqa: S608
        return sql, (match,)


class Question:
    """A citizen's query, analysed. Falsy when there is nothing to look for."""

    def __init__(self, text: str, *, prefix: bool = False) -> None:
        words = query_words(text)
        if prefix:
            # What was typed may be the beginning of a word, or a whole one, which the index has as its stem.
            self.words = tuple(tuple(sorted({fold(word), *word_terms(word)})) for word in words)
        else:
            self.words = tuple(tuple(sorted(word_terms(word))) for word in words)
        self.prefix = prefix

    def __bool__(self) -> bool:
        return bool(self.words)

    def condition(self, sites: Sequence[int]) -> HasTerms:
        return HasTerms(Wanted(self.words, sites=tuple(sites), prefix=self.prefix))

    def score(self, sites: Sequence[int]) -> Combinable:
        """Points of a hit, to order by: each word counts by the best place it was found in."""
        total: Combinable = Value(0)
        for terms in self.words:
            in_name = HasTerms(Wanted((terms,), (NAME,), tuple(sites), self.prefix))
            in_kind = HasTerms(Wanted((terms,), (KIND,), tuple(sites), self.prefix))
            total = total + Case(
                When(Q(in_name) & Q(in_kind), then=Value(IN_NAME_AND_KIND)),
                When(in_name, then=Value(IN_NAME)),
                When(in_kind, then=Value(IN_KIND)),
                default=Value(ELSEWHERE),
                output_field=IntegerField(),
            )
        return total
