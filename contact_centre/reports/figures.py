"""The sums of a report: the database groups the activities, Python only adds up groups.

Every activity lies in exactly one group, so the sums of rows and of columns both make the total.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from .dimensions import Dimension

Key = Hashable
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sums:
    """What is summed: activities, of them expert advice, hours of work and of legal advice, crowns."""

    count: int = 0
    advice: int = 0
    hours: Decimal = Decimal(0)
    legal_hours: Decimal = Decimal(0)
    saved: int = 0
    brought: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


NOTHING = Sums()


@dataclass(frozen=True)
class Table:
    """Sums of groups by one key for each dimension; groups without an activity are not there."""

    groups: Mapping[tuple[Key, ...], Sums]

    def at(self, *keys: Key) -> Sums:
        return self.groups.get(keys, NOTHING)

    def keys_of(self, dimension: int = 0) -> list[Key]:
        """The keys met in a dimension, by its number."""
        return list(self._margins(dimension))

    def total_of(self, key: Key, dimension: int = 0) -> Sums:
        """The sum of all groups with `key` in a dimension: of a row (0) or a column (1)."""
        return self._margins(dimension).get(key, NOTHING)

    @cached_property
    def total(self) -> Sums:
        return sum(self.groups.values(), NOTHING)

    @cached_property
    def _found(self) -> dict[int, dict[Key, Sums]]:
        return {}

    def _margins(self, dimension: int) -> dict[Key, Sums]:
        if dimension not in self._found:
            margins = self._found[dimension] = {}
            for keys, sums in self.groups.items():
                margins[keys[dimension]] = margins.get(keys[dimension], NOTHING) + sums
        return self._found[dimension]


def totals(queryset: QuerySet[Any], by: tuple[Dimension, ...]) -> Table:
    """The activities of `queryset` summed by these dimensions, in one query. Dimensions differ from each other."""
    keys = {f"by_{each.key}": each.expression() for each in by}
    return _grouped(queryset.order_by().annotate(**keys).values(*keys), len(keys))


def taking_part(queryset: QuerySet[Any]) -> Table:
    """Sums by municipality in which an activity of several counts with each of them: they don't add up."""
    concerned = queryset.order_by().filter(municipalities__isnull=False)
    return _grouped(concerned.values("municipalities"), 1)


def _grouped(groups: QuerySet[Any, Any], keys: int) -> Table:
    rows = groups.annotate(
        summed_count=Count("pk"),
        summed_advice=Count("pk", filter=Q(is_expert_advice=True)),
        summed_hours=Sum("hours"),
        summed_legal=Sum("legal_hours"),
        summed_saved=Sum("saved_czk"),
        summed_brought=Sum("brought_czk"),
    )
    return Table({tuple(row.values())[:keys]: _sums(*tuple(row.values())[keys:]) for row in rows})


def _sums(count: int, advice: int, hours: Any, legal_hours: Any, saved: Any, brought: Any) -> Sums:
    # SQLite adds decimals up as floating numbers, PostgreSQL whole ones as decimals.
    of_work, of_advice = (Decimal(value or 0).quantize(CENT) for value in (hours, legal_hours))
    return Sums(count, advice, of_work, of_advice, int(saved or 0), int(brought or 0))
