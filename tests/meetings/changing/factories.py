"""Announced meetings with people invited, for tests of what changes about them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from meetings.announcing.links import new_key
from meetings.announcing.record import last_of, record
from meetings.enums import AnnouncementKind, InviteeRole
from meetings.models import Announcement, Invitation, MeetingPage
from portal.jobs.models import OutboxMessage
from portal.tenancy.models import Association

from ..factories import make_meeting

LATER = timedelta(days=40)
"""From today, in time for any rule."""


def make_announced(association: Association, slug: str = "setkani", **fields: Any) -> MeetingPage:
    """A published meeting in thirty days to which nobody is invited yet."""
    starts_at = fields.pop("starts_at", None) or soon()
    meeting = make_meeting(association, slug, starts_at=starts_at, **fields)
    if last_of(meeting) is None:
        record(meeting=meeting, kind=AnnouncementKind.ANNOUNCED, user=None)
    return meeting


def soon(days: int = 30, hour: int = 15) -> Any:
    """A full hour in so many days, in Prague."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def make_invited(meeting: MeetingPage, email: str = "starosta@obec.example", **fields: Any) -> Invitation:
    """Somebody invited to `meeting`: a mayor, unless said otherwise."""
    line = Announcement.objects.filter(meeting=meeting, kind=AnnouncementKind.INVITED).first()
    line = line or record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None)
    values = {"role": InviteeRole.MAYOR, "name": "Jan Novák", "key": new_key(), **fields}
    return Invitation.objects.create(site_id=line.site_id, meeting=meeting, announcement=line, email=email, **values)


def lines_of(meeting: MeetingPage) -> list[tuple[str, int]]:
    """What was announced of `meeting`, with the SEQUENCE of its calendar entry."""
    return list(Announcement.objects.filter(meeting=meeting).order_by("number").values_list("kind", "sequence"))


def letters_about(kind: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(event__startswith=f"meetings.{kind}:").order_by("recipient"))
