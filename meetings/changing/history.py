"""What was announced of a meeting from its first notice on: when it was to be before, why it changed (M9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from ..enums import AnnouncementKind
from ..models import Announcement

CHANGES = frozenset({AnnouncementKind.CHANGED, AnnouncementKind.MOVED, AnnouncementKind.CANCELLED})
"""Kinds readers are shown with their reasons."""
_READ = ("number", "kind", "sequence", "at", "starts_at", "ends_at", "reason", "by", "late__reason", "late__by")
_WHERE = ("facts__place", "facts__address", "facts__municipality_name")


@dataclass(frozen=True)
class Held:
    """When and where a meeting was to be, as it was announced."""

    starts_at: datetime
    ends_at: datetime | None
    where: str


@dataclass(frozen=True)
class HistoryLine:
    """One announcement. `old` is how it was before one that moved the meeting; `late_reason`, `late_by` and `by` are
    for the centre only."""

    number: int
    kind: AnnouncementKind
    sequence: int
    at: datetime
    new: Held
    old: Held | None
    reason: str
    by: str = ""
    late_reason: str = ""
    late_by: str = ""

    @property
    def label(self) -> str:
        return str(self.kind.label)

    @property
    def is_moved(self) -> bool:
        return self.kind is AnnouncementKind.MOVED

    @property
    def is_change(self) -> bool:
        return self.kind in CHANGES

    @property
    def other_time(self) -> bool:
        """Whether the meeting moved in time, not only to another place."""
        return self.old is not None and (self.old.starts_at, self.old.ends_at) != (self.new.starts_at, self.new.ends_at)

    @property
    def other_place(self) -> bool:
        return self.old is not None and self.old.where != self.new.where


def history_of(meeting: Any, *, for_staff: bool = False) -> list[HistoryLine]:
    """All announcements of the meeting that the page is about, repeats or translates, the first one first; one query.

    Who announced them and why an invitation was late is said `for_staff` only.
    """
    of_page = Q(meeting__translation_key=meeting.translation_key)
    if meeting.alias_of_id is not None:
        of_page |= Q(meeting=meeting.alias_of_id)
    return lines_of(Announcement.objects.filter(of_page).order_by("number"), for_staff=for_staff)


def lines_of(announcements: Any, *, for_staff: bool = False) -> list[HistoryLine]:
    """The lines of one meeting, in the order of their numbers."""
    found: list[HistoryLine] = []
    for row in announcements.values(*_READ, *_WHERE):
        new = Held(row["starts_at"], row["ends_at"], where_of(*(row[name] for name in _WHERE)))
        kind = AnnouncementKind(row["kind"])
        old = found[-1].new if found and kind is AnnouncementKind.MOVED else None
        own = (row["by"], row["late__reason"] or "", row["late__by"] or "") if for_staff else ("", "", "")
        found.append(HistoryLine(row["number"], kind, row["sequence"], row["at"], new, old, row["reason"], *own))
    return found


def old_ones(lines: Iterable[HistoryLine]) -> list[Held]:
    """When and where the meeting was to be before it was moved, each once, the first one first."""
    found: list[Held] = []
    for line in lines:
        if line.old is not None and line.old not in found:
            found.append(line.old)
    return found


def where_of(place: str, address: str, town: str) -> str:
    """Place, address and municipality on one line, as `MeetingPage.full_address` says them."""
    return ", ".join(part for part in (place, address, "" if town and town in address else town) if part)


def changes_of(lines: Sequence[HistoryLine]) -> list[HistoryLine]:
    """Those readers are told of, the newest first."""
    return [line for line in reversed(lines) if line.is_change]
