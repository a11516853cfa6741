"""Everything dated in an issue, gathered from where it is written (N2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import slugify

WITH_ITEMS = ("news", "members")
ANCHOR_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class DatedItem:
    """A day readers may want to remember, and where in the issue it is spoken of.

    `uid` is the same as long as it is the same thing, whatever is said about it. Where the time is known, which is of
    meetings, `starts_at` (and perhaps `ends_at`) say it; `sequence` and `is_cancelled` are as they stand now, by
    `present`.
    """

    date: date
    title: str
    note: str = ""
    anchor: str = ""
    uid: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    sequence: int = 0
    is_cancelled: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether the day is over in Prague; the day itself still counts."""
        return self.date < timezone.localdate()


def dated_items(issue: Any) -> list[DatedItem]:
    """All dates of the instance `issue`, the earliest first: deadlines, dated articles and news, meetings ahead.

    Reads the stored content, so that no picture is looked up for it.
    """
    parts = list(issue.body.raw_data)
    places = anchors([_words(part["value"]).get("heading") or "" for part in parts])
    found = [item for part, place in zip(parts, places, strict=True) for item in _of_part(part, place, issue)]
    return sorted(found, key=lambda item: (item.date, item.starts_at.isoformat() if item.starts_at else "", item.title))


def anchors(headings: list[str]) -> list[str]:
    """The anchor of each heading, of which no two are the same; an empty one for no heading."""
    taken: dict[str, int] = {}
    found = []
    for heading in headings:
        anchor = slugify(heading)[:ANCHOR_LENGTH].strip("-")
        if anchor:
            taken[anchor] = taken.get(anchor, 0) + 1
            anchor += f"-{taken[anchor]}" if taken[anchor] > 1 else ""
        found.append(anchor)
    return found


def place_of(anchor: str, at: int) -> str:
    """The anchor of the item number `at` (from 0) of a section; no heading makes one with two hyphens."""
    return f"{anchor}--{at + 1}"


def _of_part(part: dict[str, Any], anchor: str, issue: Any) -> Iterator[DatedItem]:
    kind, value = part["type"], _words(part["value"])
    if kind == "article":
        yield from _written(value, value.get("heading"), anchor, part.get("id"))
    elif kind in WITH_ITEMS:
        for at, (key, item) in enumerate(_rows(value)):
            yield from _written(item, item.get("title"), place_of(anchor, at), key, item.get("place") or "")
    elif kind == "deadlines":
        for key, item in _rows(value):
            day, title = _day(item), item.get("title") or ""
            if day is not None:
                yield DatedItem(date=day, title=title, note=item.get("note") or "", uid=_uid(key, day, title))
    elif kind == "meetings":
        yield from _meetings(issue.facts.get("meetings") or [], anchor)


def _written(
    value: dict[str, Any], title: str | None, anchor: str, key: str | None, note: str = ""
) -> Iterator[DatedItem]:
    """The date an article or a piece of news carries, if it does."""
    day = _day(value)
    if day is not None:
        said = value.get("what") or title or ""
        if title and said != title:
            note = " · ".join(filter(None, [title, note]))
        yield DatedItem(date=day, title=said, note=note, anchor=anchor, uid=_uid(key, day, said))


def _words(value: Any) -> dict[str, Any]:
    """The parts of a block; closing words have none."""
    return value if isinstance(value, dict) else {}


def _rows(value: dict[str, Any]) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """The items of a list with their ids; content written by code may have none."""
    for row in value.get("items") or []:
        yield (row.get("id"), row["value"]) if row.get("type") == "item" else (None, row)


def _day(value: dict[str, Any]) -> date | None:
    found = value.get("date") or ""
    return found if isinstance(found, date) else parse_date(found)


def _meetings(meetings: list[dict[str, Any]], anchor: str) -> Iterator[DatedItem]:
    for meeting in meetings:
        starts_at = parse_datetime(meeting["starts_at"])
        if starts_at is not None:
            yield DatedItem(
                date=timezone.localdate(starts_at),
                title=meeting["title"],
                note=meeting.get("place", ""),
                anchor=anchor,
                uid=meeting["uid"],
                starts_at=starts_at,
                ends_at=parse_datetime(meeting.get("ends_at") or ""),
            )


def _uid(block_id: str | None, day: date, title: str) -> str:
    """The id of the block, which stays when its words or its day change; content written by code may have none."""
    return block_id or str(uuid5(NAMESPACE_URL, f"{day.isoformat()} {title}"))
