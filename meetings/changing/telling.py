"""Everybody is told that the programme or something else in the notice has changed (M9)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from ..announcing.record import follow, last_of, write_line
from ..enums import AnnouncementKind
from ..facts import facts_of
from ..models import Announcement, MeetingPage
from .standing import checked_reason, taken

UNCHANGED = gettext_lazy(
    "Nothing published has changed since people were told last. If a draft waits, publish it first."
)


@transaction.atomic
def tell_change(*, meeting: MeetingPage, reason: str, user: Any, seen: int | None = None) -> Announcement:
    """Tell all who were invited and who follow that what is published of `meeting` differs from what they were told.

    `reason` says what changed. `seen` is as in `standing.taken`. Raises PermissionDenied, and ValidationError also
    where nothing has changed since.
    """
    page, last = taken(meeting=meeting, user=user, seen=seen)
    said = checked_reason(reason)
    if not differs(page, last):
        raise ValidationError(UNCHANGED, code="unchanged")
    line = write_line(page=page, kind=AnnouncementKind.CHANGED, user=user, reason=said)
    follow(line)
    return line


def why_not_told(page: MeetingPage) -> str:
    """Why there is nothing to tell of the meeting; empty where there is."""
    last = last_of(page)
    return "" if last is not None and differs(page, last) else str(UNCHANGED)


def differs(page: MeetingPage, last: Announcement) -> bool:
    """Whether the notice says something else than what was announced `last`."""
    return bool(facts_of(page, public_only=False) != last.facts)
