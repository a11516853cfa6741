"""Queries that are built once and asked many times: a public page shall not spend its time on writing SQL.

To turn a queryset into SQL takes Django longer than most databases take to answer it. A prepared query is an ordinary
queryset in which `Given` stands for what differs from one request to the next; it is compiled at its first use in a
process, afterwards only its values are put in. What comes out are the same instances (or values) as ever, read from
the database at each request: nothing is kept but the words of the question. PostgreSQL keeps them planned, too
(`portal.core.server_plans`).

Whatever a queryset's methods look up themselves while it is built (today's date, the active language) would be kept
with it, so that has to be `Given` too, or an argument of the function that builds the queryset.
"""

import copy
import logging
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, ProgrammingError, connections, models
from django.db.models import Expression, Field, QuerySet

from . import server_plans
from .server_plans import PlanningConnection

logger = logging.getLogger(__name__)

VARIANTS = 200
"""So many different sets of arguments of one query are kept compiled."""


_all: "WeakSet[Prepared[Any]]" = WeakSet()


def forget() -> None:
    """Drop what was compiled in this process."""
    for query in _all:
        query.plan.cache_clear()


class GivenLater:
    """A parameter of a prepared query that is worked out when it is asked."""

    def value(self, given: dict[str, Any], connection: Any) -> Any:
        """What is sent to the database for it, out of what is `given`. Raises KeyError where that wasn't said."""
        raise NotImplementedError


class Given(GivenLater, Expression):
    """A value in a prepared query that is said when it is asked: `Given("day", DateField())`."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: Any) -> Any:
        return self.output_field.get_db_prep_value(given[self.name], connection)


def given_id(name: str) -> Given:
    """A primary key that is a number."""
    return Given(name, models.BigIntegerField())


def given_text(name: str) -> Given:
    """A string: an address, a code, a path in the tree of pages."""
    return Given(name, models.TextField())


def given_day(name: str = "day") -> Given:
    """A date."""
    return Given(name, models.DateField())


def given_moment(name: str = "now") -> Given:
    """A moment with its time zone."""
    return Given(name, models.DateTimeField())


def given_number(name: str) -> Given:
    """A number with decimals: a degree of latitude."""
    return Given(name, models.FloatField())


class _Plan:
    """A queryset compiled for one database."""

    def __init__(self, queryset: "QuerySet[Any, Any]", alias: str) -> None:
        self.alias = alias
        self.queryset: Any = queryset.using(alias)
        self.compiler: Any = self.queryset.query.get_compiler(using=alias)
        self.sql, self.parameters = self.compiler.as_sql()
        self.compiler.setup_query()
        columns = [column for column, _sql, _alias in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        self.at_server = self._written_for_server() if server_plans.are_possible(connections[alias]) else ""
        self.given = [item for item in self.parameters if isinstance(item, GivenLater)]

    def _written_for_server(self) -> str:
        later = [isinstance(item, GivenLater) for item in self.parameters]
        return server_plans.with_constants(self.sql, tuple(self.parameters), later, connections[self.alias])

    def ask(self, given: dict[str, Any]) -> list[Any]:
        connection = connections[self.alias]
        if self.at_server:
            values = tuple(server_plans.as_sent(item.value(given, connection)) for item in self.given)
            try:
                return self._asked(PlanningConnection(connection), self.at_server, values)
            except (ProgrammingError, NotSupportedError):
                # A column has changed its type since, or the server can't tell what a value is.
                if connection.in_atomic_block:
                    raise
                logger.warning("A prepared query is asked as a plain one from now on", exc_info=True)
                self.at_server = ""
        parameters = tuple(
            item.value(given, connection) if isinstance(item, GivenLater) else item for item in self.parameters
        )
        return self._asked(connection, self.sql, parameters)

    def _asked(self, connection: Any, sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        compiler: Any = copy.copy(self.compiler)
        # A connection belongs to its thread, a plan to all of them.
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, parameters)
        compiler.get_converters = lambda expressions: self.converters
        query: Any = copy.copy(self.queryset.query)
        query.get_compiler = lambda *args, **kwargs: compiler
        asked = self.queryset._chain()
        asked._query = query
        return list(asked)


class Prepared[Row]:
    """What `build` would find, for little more than the database itself takes.

    `build` returns a queryset with `Given` in it; its arguments, if any, decide how the query is written (a language,
    whether it is narrowed) and are hashable.
    """

    def __init__(self, build: "Callable[..., QuerySet[Any, Any]]") -> None:
        self.build = build
        self.plan = lru_cache(maxsize=VARIANTS)(self._plan)
        _all.add(self)

    def _plan(self, alias: str, *arguments: Hashable) -> _Plan:
        return self._compiled(alias, *arguments)

    def _compiled(self, alias: str, *arguments: Hashable) -> _Plan:
        return _Plan(self.build(*arguments), alias)

    def all(self, *arguments: Hashable, **given: Any) -> list[Row]:
        """All rows, in the queryset's order and as it yields them; one query and those of its prefetches."""
        return self.plan(DEFAULT_DB_ALIAS, *arguments).ask(given)

    def first(self, *arguments: Hashable, **given: Any) -> Row | None:
        """The first row, None where there is none; let the queryset end with `[:1]`."""
        return next(iter(self.all(*arguments, **given)), None)
