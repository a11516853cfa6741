"""The public programme as a calendar says it: words only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..programme import Point, all_points, programme_of


@dataclass(frozen=True)
class _Words:
    """A point of the programme as `programme_of` reads it, without its files."""

    value: dict[str, Any]


@dataclass(frozen=True)
class _Programme:
    programme: list[_Words]


def public_points(meeting: Any) -> Iterator[Point]:
    """The public points in the order they are read, numbered as everywhere.

    Out of the stored content: a feed of hundreds of meetings looks no document up.
    """
    stored = [_Words(_words(part["value"])) for part in meeting.programme.raw_data]
    return all_points(programme_of(_Programme(stored), public_only=True))


def _words(value: dict[str, Any]) -> dict[str, Any]:
    return {**value, "files": (), "points": [_words(each) for each in _rows(value.get("points") or [])]}


def _rows(stored: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The items of a list; content written by code may have no wrapping."""
    for row in stored:
        yield row["value"] if row.get("type") == "item" else row
