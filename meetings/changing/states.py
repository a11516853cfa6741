"""How far a meeting is, in one word, for the list of meetings and its filter."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import pgettext_lazy

from ..enums import AnnouncementKind
from ..models import Announcement


class MeetingState(models.TextChoices):
    """Each meeting is in one of them; the later one says more."""

    DRAFT = "draft", pgettext_lazy("meeting", "draft")
    ANNOUNCED = "announced", pgettext_lazy("meeting", "announced")
    INVITED = "invited", pgettext_lazy("meeting", "invited")
    MOVED = "moved", pgettext_lazy("meeting", "moved")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")
    HELD = "held", pgettext_lazy("meeting", "held")


def state_of(meeting: Any, told: Collection[str]) -> MeetingState:
    """The state of `meeting` of which announcements of the kinds `told` were made."""
    if meeting.is_cancelled:
        return MeetingState.CANCELLED
    if not meeting.live:
        return MeetingState.DRAFT
    if meeting.is_over:
        return MeetingState.HELD
    if AnnouncementKind.MOVED in told:
        return MeetingState.MOVED
    return MeetingState.INVITED if AnnouncementKind.INVITED in told else MeetingState.ANNOUNCED


def in_state(meetings: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Those of `meetings` whose `state_of` is `state`."""
    if state == MeetingState.CANCELLED:
        return meetings.exclude(cancelled_at=None)
    rest = meetings.filter(cancelled_at=None)
    if state == MeetingState.DRAFT:
        return rest.filter(live=False)
    model: Any = meetings.model
    ahead = model.objects.upcoming().order_by().values("pk")
    if state == MeetingState.HELD:
        return rest.filter(live=True).exclude(pk__in=ahead)
    rest = rest.filter(live=True, pk__in=ahead)
    if state == MeetingState.MOVED:
        return rest.filter(_told(AnnouncementKind.MOVED))
    rest = rest.exclude(_told(AnnouncementKind.MOVED))
    invited = _told(AnnouncementKind.INVITED)
    return rest.filter(invited) if state == MeetingState.INVITED else rest.exclude(invited)


def _told(kind: AnnouncementKind) -> Exists:
    return Exists(Announcement.objects.filter(meeting=OuterRef("pk"), kind=kind))
