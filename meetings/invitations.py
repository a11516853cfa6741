"""When a mayors' meeting is to be held and announced, as the Union's programme says (MTG-1, MTG-3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from portal.programme.models import MeetingWindow
from portal.programme.querysets import UnknownThreshold, meeting_window, threshold

INVITATION_DAYS = "meeting_invitation_days"


@dataclass(frozen=True)
class InvitationTiming:
    """How many days ahead an invitation goes out, on which day at the latest, and the meeting's window."""

    days: int
    last_day: date
    window: MeetingWindow | None


def invitation_timing(starts_at: datetime) -> InvitationTiming | None:
    """What the programme in force on the meeting's day (in Prague) asks for; None if it asks for nothing."""
    day = timezone.localdate(starts_at)
    days = invitation_days(day)
    return InvitationTiming(days, day - timedelta(days=days), meeting_window(day)) if days else None


def invitation_days(day: date | None = None) -> int | None:
    """How many days ahead the invitation has to go out (MTG-3); None where the programme doesn't say."""
    try:
        return int(threshold(INVITATION_DAYS, on=day))
    except UnknownThreshold:
        return None
