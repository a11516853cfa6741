"""Many small counts in one question to the database."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value


def count_together(querysets: Sequence[QuerySet[Any]]) -> list[int]:
    """How many rows each of `querysets` has, in their order, for one statement."""
    if not querysets:
        return []
    first, *others = (_counted(number, queryset) for number, queryset in enumerate(querysets))
    # A count of nothing at all (`none()`) is no part of a union.
    numbers = dict(first.union(*others, all=True).order_by() if others else first)
    return [numbers.get(number, 0) for number in range(len(querysets))]


def _counted(number: int, queryset: QuerySet[Any]) -> QuerySet[Any]:
    which = Value(number, IntegerField())
    return queryset.order_by().values(which=which).annotate(rows=Count("pk")).values_list("which", "rows")
