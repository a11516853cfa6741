"""A version of a notice as people read it, and which of the older ones everybody may still read (M1, M8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ..enums import BarrierFree, MeetingKind
from ..models import NoticeLine
from ..programme import all_points, programme_of
from .content import CANCELLED
from .lines import posted_at
from .proof import shown


@dataclass(frozen=True)
class Version:
    """What a line keeps, ready for a template; `said` is empty where it isn't for everybody any more."""

    line: NoticeLine
    number: int
    said: dict[str, Any]

    @property
    def is_withheld(self) -> bool:
        return not self.said

    @property
    def fingerprint(self) -> str:
        return shown(self.line.content_hash)

    @property
    def posted_at(self) -> datetime:
        return posted_at(self.line)

    @property
    def is_written_later(self) -> bool:
        return self.posted_at != self.line.at


def versions_of(lines: list[NoticeLine], meeting: Any, *, for_staff: bool = False) -> list[Version]:
    """The versions among `lines`, the last one first; numbered from 1 in the order they were put up.

    What was public and no longer is stays in the records for the centre; everybody gets its fingerprint only.
    """
    hidden = None if for_staff else Hidden.of(meeting)
    found = []
    for number, line in enumerate(lines, start=1):
        withheld = hidden is not None and hidden.stands_in(line.content)
        found.append(Version(line, number, {} if withheld else readable(line.content)))
    return found[::-1]


@dataclass(frozen=True)
class Hidden:
    """Points that aren't public now, by their words, and the documents that stand only in them."""

    titles: frozenset[str]
    documents: frozenset[int]

    @classmethod
    def of(cls, meeting: Any) -> "Hidden":
        points = list(all_points(programme_of(meeting, public_only=False)))
        public = {document.pk for point in points if point.is_public for document in point.files}
        public |= {row.document_id for row in meeting.files.all()}
        private = [point for point in points if not point.is_public]
        titles = frozenset(point.title for point in private) - {point.title for point in points if point.is_public}
        return cls(titles, frozenset(document.pk for point in private for document in point.files) - public)

    def stands_in(self, content: dict[str, Any]) -> bool:
        """Whether a version holds any of it."""
        files = {file["id"] for file in content.get("files", [])}
        return bool(files & self.documents) or self._in_points(content.get("meeting", {}).get("programme", []))

    def _in_points(self, points: list[dict[str, Any]]) -> bool:
        return any(point["title"] in self.titles or self._in_points(point["points"]) for point in points)


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """The content with moments and codes in the words people read."""
    meeting = content.get("meeting", {})
    until = content.get("until")
    starts_at, ends_at = _moment(meeting.get("starts_at")), _moment(meeting.get("ends_at"))
    return {
        **meeting,
        "kind": _label(MeetingKind, meeting.get("kind", "")),
        "barrier_free": _label(BarrierFree, meeting.get("barrier_free", "")) if meeting.get("barrier_free") else "",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "ends_the_same_day": bool(starts_at and ends_at and starts_at.date() == ends_at.date()),
        "where": _where(meeting),
        "is_cancelled": content.get("status") == CANCELLED,
        "until": date.fromisoformat(until) if until else None,
        "url": content.get("url", ""),
        "documents": [{**file, "fingerprint": shown(file["sha256"])} for file in content.get("files", [])],
    }


def _where(meeting: dict[str, Any]) -> str:
    """Place, address and municipality, each once, as `MeetingPage.full_address`."""
    town, address = meeting.get("municipality_name", ""), meeting.get("address", "")
    parts = (meeting.get("place", ""), address, "" if town and town in address else town)
    return ", ".join(part for part in parts if part)


def _moment(text: str | None) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(text)) if text else None


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value
