"""Asking the search index through the ORM: the same question and the same order on both databases."""

from collections.abc import Sequence
from typing import Any

from django.db import NotSupportedError
from django.db.models import BooleanField, Case, F, Func, IntegerField, Q, Value, When
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
LEAST_PREFIX = 3


class HasTerms(Func):
    """Whether a search entry holds, for every word, one of its terms in one of `columns`.

    `words` are lists of alternatives; `sites`, if given, lets the full-text index itself leave out
    other associations. Terms are letters and digits only (`search.text`), so they need no escaping.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(
        self,
        words: Sequence[Sequence[str]],
        columns: Sequence[str] = ANYWHERE,
        *,
        sites: Sequence[int] = (),
        prefix: bool = False,
    ) -> None:
        super().__init__(F("search_entry"))
        self.words = [[term for term in terms if term.isalnum()] for terms in words]
        self.columns = tuple(columns)
        self.sites = tuple(sites)
        self.prefix = prefix

    @property
    def identity(self) -> Any:
        key = (tuple(map(tuple, self.words)), self.columns, self.sites, self.prefix)
        return (*super().identity, key)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        raise NotSupportedError(f"Search over services runs on PostgreSQL and SQLite, not on {connection.vendor}")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[str, ...]]:
        table = connection.ops.quote_name(self.source_expressions[0].alias)
        marks = "" if self.columns == ANYWHERE else "".join(WEIGHTS[column] for column in self.columns)
        suffix = (":" if marks or self.prefix else "") + ("*" if self.prefix else "") + marks
        groups = (" | ".join(f"'{term}'{suffix}" for term in terms) for terms in self.words)
        return f'{table}."vector" @@ %s::tsquery', (" & ".join(f"({group})" for group in groups),)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[str, ...]]:
        table = connection.ops.quote_name(self.source_expressions[0].alias)
        columns = " ".join(f"{column}_terms" for column in self.columns)
        star = "*" if self.prefix else ""
        groups = [" OR ".join(f'"{term}"{star}' for term in terms) for terms in self.words]
        match = f"{{{columns}}} : ({' AND '.join(f'({group})' for group in groups)})"
        if self.sites:
            match = f"site_id : ({' OR '.join(map(str, self.sites))}) AND {match}"
        sql = f'{table}."service_id" IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s)'  # noqa: S608
        return sql, (match,)


class Question:
    """A citizen's query, analysed. Falsy when there is nothing to look for."""

    def __init__(self, text: str, *, prefix: bool = False) -> None:
        words = query_words(text)
        if prefix:
            # What was typed may be the beginning of a word; its stem may be shorter than that.
            self.words = [[fold(word)] for word in words]
        else:
            self.words = [sorted(word_terms(word)) for word in words]
        self.prefix = prefix

    def __bool__(self) -> bool:
        return bool(self.words)

    def condition(self, sites: Sequence[int]) -> HasTerms:
        return HasTerms(self.words, sites=sites, prefix=self.prefix)

    def score(self) -> Combinable:
        """Points of a hit, to order by: each word counts by the best place it was found in."""
        total: Combinable = Value(0)
        for terms in self.words:
            in_name = HasTerms([terms], [NAME], prefix=self.prefix)
            in_kind = HasTerms([terms], [KIND], prefix=self.prefix)
            total = total + Case(
                When(Q(in_name) & Q(in_kind), then=Value(IN_NAME_AND_KIND)),
                When(in_name, then=Value(IN_NAME)),
                When(in_kind, then=Value(IN_KIND)),
                default=Value(ELSEWHERE),
                output_field=IntegerField(),
            )
        return total
