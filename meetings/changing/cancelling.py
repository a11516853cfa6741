"""A meeting isn't held (M9)."""

from typing import Any

from django.db import transaction

from ..announcing.record import follow, write_line
from ..enums import AnnouncementKind
from ..models import Announcement, MeetingPage
from .standing import checked_reason, taken
from .storing import store


@transaction.atomic
def cancel_meeting(*, meeting: MeetingPage, reason: str, user: Any, seen: int | None = None) -> Announcement:
    """Cancel `meeting` for good, and tell all who were invited and who follow.

    The notice stays public with the word that it is cancelled, and so does the calendar entry with its UID
    (STATUS:CANCELLED). If the meeting is to be held after all, another one is planned. `seen` is as in
    `standing.taken`. Raises PermissionDenied and ValidationError.
    """
    page, _last = taken(meeting=meeting, user=user, seen=seen)
    line = write_line(page=page, kind=AnnouncementKind.CANCELLED, user=user, reason=checked_reason(reason))
    store(page, {"cancelled_at": line.at}, user=user)
    follow(line)
    return line
