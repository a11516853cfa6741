"""Paginators that don't count, and rows that are read by a prepared query."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator


class CountedPaginator(Paginator):
    """A paginator that knows the count already."""

    def __init__(self, object_list: Any, per_page: int, count: int) -> None:
        super().__init__(object_list, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


@dataclass(frozen=True)
class PreparedRows[Row]:
    """Rows for a `CountedPaginator`: a slice of them is what `read` gives for its first and last number."""

    read: Callable[[int, int], list[Row]]

    def __getitem__(self, part: slice) -> list[Row]:
        return self.read(part.start, part.stop) if part.stop > part.start else []
