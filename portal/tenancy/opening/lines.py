"""The checklist of a new association: the kernel keeps the list, every feature says its own lines.

A line that asks the database does so by an expression over `Association`, so that all lines of all associations are
one statement. What the row itself knows is said by `holds`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from ..models import Association


@dataclass(frozen=True)
class Line:
    """One thing a site has before it opens.

    Either `condition` gives an expression over `Association` (``Q``, ``Exists(… OuterRef("pk"))``) that is true when
    it is done, or `holds` tells from the association with its site, without a query. A site isn't opened while a
    required line is missing. `mend` gives the admin's address where it is done by the Union, `own` the one where the
    association's own people do it ("" if they can't; as `mend` by default).
    """

    name: str
    order: int
    label: Any
    is_required: bool
    mend: Callable[[Association], str]
    condition: Callable[[], Any] | None = None
    holds: Callable[[Association], bool] | None = None
    own: Callable[[Association], str] | None = None
    hint: Any = ""

    def address(self, association: Association, *, for_union: bool) -> str:
        """Where it is done; "" for who can't do it."""
        return (self.mend if for_union or self.own is None else self.own)(association)


@dataclass(frozen=True)
class Item:
    """A line and whether it is done."""

    line: Line
    is_done: bool


@dataclass(frozen=True)
class Progress:
    """How far one association is."""

    association: Association
    items: tuple[Item, ...]

    @property
    def required(self) -> list[Item]:
        return [item for item in self.items if item.line.is_required]

    @property
    def recommended(self) -> list[Item]:
        return [item for item in self.items if not item.line.is_required]

    @property
    def missing(self) -> list[Line]:
        """Required lines that aren't done."""
        return [item.line for item in self.required if not item.is_done]

    @property
    def wanting(self) -> list[Line]:
        """Recommended lines that aren't done."""
        return [item.line for item in self.recommended if not item.is_done]

    @property
    def done_count(self) -> int:
        """Required lines that are done."""
        return len(self.required) - len(self.missing)

    @property
    def may_open(self) -> bool:
        return not self.missing


_lines: dict[str, Line] = {}


def register_line(line: Line) -> None:
    """Put a line on everybody's checklist; call it in ``AppConfig.ready()``. A name stands for one line."""
    if (line.condition is None) == (line.holds is None):
        raise ValueError(f"The line {line.name} has a condition or holds by itself, one of both")
    _lines[line.name] = line


def lines() -> tuple[Line, ...]:
    """All lines: the required ones first, then by their order."""
    return tuple(sorted(_lines.values(), key=lambda line: (not line.is_required, line.order, line.name)))


def progress(associations: Iterable[Association]) -> dict[int, Progress]:
    """How far each of `associations` (with their sites) is, by its id; one statement however many there are."""
    rows = list(associations)
    asked = {line.name: line.condition for line in lines() if line.condition is not None}
    found: dict[int, dict[str, Any]] = {}
    if rows and asked:
        flags = {f"line_{name}": _flag(condition()) for name, condition in asked.items()}
        given = Association.objects.filter(pk__in=[row.pk for row in rows]).order_by().annotate(**flags)
        found = {row.pop("pk"): row for row in given.values("pk", *flags)}
    return {row.pk: Progress(row, tuple(_item(line, row, found.get(row.pk, {})) for line in lines())) for row in rows}


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _item(line: Line, association: Association, flags: dict[str, Any]) -> Item:
    if line.holds is not None:
        return Item(line, bool(line.holds(association)))
    return Item(line, bool(flags.get(f"line_{line.name}")))


def at_least(number: int, rows: QuerySet[Any], by: str) -> Q:
    """Whether there are so many of `rows`, which are narrowed by ``OuterRef`` and the same in the column `by`."""
    count = rows.order_by().values(by).annotate(_count=Count("pk")).values("_count")
    return Q(GreaterThanOrEqual(Coalesce(Subquery(count, output_field=IntegerField()), 0), number))


def in_tree(pages: QuerySet[Any]) -> QuerySet[Any]:
    """The part of `pages` that stands in the association's own tree, in its first language."""
    return pages.filter(path__startswith=OuterRef("root_page__path"))
