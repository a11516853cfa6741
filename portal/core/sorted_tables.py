"""Tables that the server sorts: few rows, reckoned in Python, each column by the reader's wish."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.http import QueryDict
from django_stubs_ext import StrPromise

Direction = Literal["ascending", "descending", ""]


@dataclass(frozen=True)
class TableColumn:
    """A column: what it is sorted and exported by. `best_first`: the first click puts large numbers on top."""

    key: str
    label: "str | StrPromise"
    value: Callable[[Any], Any]
    best_first: bool = True


@dataclass(frozen=True)
class Head:
    """The head of a column: where a click leads, and how the table is sorted by it now (`aria-sort`)."""

    label: "str | StrPromise"
    url: str
    direction: Direction


class SortedTable[Row]:
    """`rows` in the order the query asks for in ``ordering`` ("-share"), else as they come, which is by `default`."""

    def __init__(self, columns: Sequence[TableColumn], rows: Iterable[Row], query: QueryDict, default: str) -> None:
        self.columns, self.query = columns, query
        by_key = {column.key: column for column in columns}
        asked = query.get("ordering", "")
        self.ordering = asked if asked.removeprefix("-") in by_key else default
        self.rows = list(rows)
        if self.ordering != default:
            self._sort(by_key[self.ordering.removeprefix("-")].value)

    def _sort(self, value: Callable[[Any], Any]) -> None:
        known = [row for row in self.rows if value(row) is not None]
        known.sort(key=value, reverse=self.ordering.startswith("-"))
        # What nobody knows is neither the best nor the worst.
        self.rows = [*known, *(row for row in self.rows if value(row) is None)]

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: TableColumn) -> Head:
        up, down = column.key, f"-{column.key}"
        direction: Direction = "ascending" if self.ordering == up else "descending" if self.ordering == down else ""
        first, second = (down, up) if column.best_first else (up, down)
        query = self.query.copy()
        query.pop("export", None)
        query["ordering"] = second if self.ordering == first else first
        return Head(column.label, f"?{query.urlencode()}", direction)
