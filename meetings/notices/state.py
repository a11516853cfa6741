"""How it stands with a notice, worked out from the time on every read: it comes down by itself (M7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from ..models import Notice
from .times import end_of, last_day_before, until_of


@dataclass(frozen=True)
class NoticeState:
    """When a notice was put up and came down (None: not yet), the last day it is to stand, whether it stands now."""

    posted_at: datetime | None
    removed_at: datetime | None
    until: date
    is_on_board: bool
    broken_since: datetime | None = None

    @property
    def posted_on(self) -> date | None:
        return timezone.localdate(self.posted_at) if self.posted_at else None

    @property
    def removed_on(self) -> date | None:
        """The last day on the board, of one that came down."""
        return last_day_before(self.removed_at) if self.removed_at else None


def notice_of(meeting: Any, now: datetime | None = None) -> NoticeState:
    """The state of the meeting's notice at `now` (this moment by default), whatever language its page is in.

    One query. A meeting that was never on the board has no `posted_at`.
    """
    notice = Notice.objects.filter(meeting__translation_key=meeting.translation_key).select_related("meeting").first()
    return state_of(notice.meeting if notice else meeting, notice, now)


def state_of(meeting: Any, notice: Notice | None, now: datetime | None = None) -> NoticeState:
    """The same from rows that were read; `meeting` is the Czech page."""
    until = until_of(meeting)
    if notice is None:
        return NoticeState(None, None, until, is_on_board=False)
    end, moment = end_of(until), now or timezone.now()
    stands = bool(meeting.live) and moment < end
    removed_at = None if stands else notice.removed_at or end
    return NoticeState(notice.posted_at, removed_at, until, is_on_board=stands, broken_since=notice.broken_since)
