"""Everything dated in an issue, gathered from where it is written (N2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.dateparse import parse_datetime

WITH_ITEMS = ("news", "members")


@dataclass(frozen=True, kw_only=True)
class DatedItem:
    """A day readers may want to remember, and where in the issue it is spoken of.

    `uid` is the same as long as it is the same thing, whatever is said about it. Where the time is known, `starts_at`
    (and perhaps `ends_at`) say it.
    """

    date: date
    title: str
    note: str = ""
    anchor: str = ""
    uid: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_passed(self) -> bool:
        """Whether the day is over in Prague; the day itself still counts."""
        return self.date < timezone.localdate()


def dated_items(issue: Any) -> list[DatedItem]:
    """All dates of the instance `issue`, the earliest first: deadlines, dated articles and news, meetings ahead."""
    found = [item for section in issue.written_sections for item in _of_section(section, issue)]
    return sorted(found, key=lambda item: (item.date, item.starts_at is not None and str(item.starts_at), item.title))


def place_of(anchor: str, at: int) -> str:
    """The anchor of the item number `at` (from 0) of a section; no heading makes one with two hyphens."""
    return f"{anchor}--{at + 1}"


def _of_section(section: Any, issue: Any) -> Iterator[DatedItem]:
    kind, value = section.block.block_type, section.block.value
    if kind == "article":
        yield from _written(value, value["heading"], section.anchor, section.block.id)
    elif kind in WITH_ITEMS:
        for at, child in enumerate(value["items"].bound_blocks):
            item = child.value
            note = item["place"] or ""
            yield from _written(item, item["title"], place_of(section.anchor, at), child.id, note)
    elif kind == "deadlines":
        for child in value["items"].bound_blocks:
            item = child.value
            if item["date"]:
                uid = _uid(child.id, item["date"], item["title"])
                yield DatedItem(date=item["date"], title=item["title"] or "", note=item["note"] or "", uid=uid)
    elif kind == "meetings":
        yield from _meetings(issue.facts.get("meetings") or [], section.anchor)


def _written(value: Any, title: str, anchor: str, block_id: str | None, note: str = "") -> Iterator[DatedItem]:
    """The date an article or a piece of news carries, if it does."""
    if value["date"]:
        said = value["what"] or title or ""
        note = note if said == title else " · ".join(filter(None, [title, note]))
        uid = _uid(block_id, value["date"], said)
        yield DatedItem(date=value["date"], title=said, note=note, anchor=anchor, uid=uid)


def _meetings(meetings: list[dict[str, Any]], anchor: str) -> Iterator[DatedItem]:
    for meeting in meetings:
        starts_at = parse_datetime(meeting["starts_at"])
        if starts_at is not None:
            yield DatedItem(
                date=timezone.localdate(starts_at),
                title=meeting["title"],
                note=meeting.get("place", ""),
                anchor=anchor,
                uid=meeting["key"],
                starts_at=starts_at,
                ends_at=parse_datetime(meeting.get("ends_at") or ""),
            )


def _uid(block_id: str | None, day: date, title: str) -> str:
    """The id of the block, which stays when its words or its day change; content written by code may have none."""
    return block_id or str(uuid5(NAMESPACE_URL, f"{day.isoformat()} {title}"))
