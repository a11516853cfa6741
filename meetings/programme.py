"""The programme as it is read: numbered points, without what isn't public unless the reader is invited (M1).

Points that aren't public come last on their level, so a point has the same number in the notice, in the invitation and
in the minutes, and the public's numbers have no gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Point:
    """One point; `files` are documents, `points` those below it. A point below one that isn't public isn't either."""

    number: str
    title: str
    note: str = ""
    speaker: str = ""
    is_public: bool = True
    files: tuple[Any, ...] = ()
    points: "tuple[Point, ...]" = field(default=())


def programme_of(meeting: Any, *, public_only: bool = True) -> list[Point]:
    """The points of `meeting`, numbered; only the public ones unless asked otherwise."""
    return list(_numbered([block.value for block in meeting.programme], "", True, public_only))


def all_points(points: Sequence[Point]) -> Iterator[Point]:
    """Every point with those below it, in the order they are read."""
    for point in points:
        yield point
        yield from all_points(point.points)


def _numbered(values: Sequence[Any], prefix: str, is_public: bool, public_only: bool) -> Iterator[Point]:
    in_order = sorted(values, key=lambda value: not _says_public(value))
    for position, value in enumerate(in_order, start=1):
        shown = is_public and _says_public(value)
        if public_only and not shown:
            return
        number = f"{prefix}{position}"
        yield Point(
            number=number,
            title=value["title"],
            note=value.get("note") or "",
            speaker=value.get("speaker") or "",
            is_public=shown,
            files=tuple(document for document in value.get("files") or () if document is not None),
            points=tuple(_numbered(value.get("points") or [], f"{number}.", shown, public_only)),
        )


def _says_public(value: Any) -> bool:
    """What was written before points could be kept from the public is public."""
    return value.get("is_public") is not False
