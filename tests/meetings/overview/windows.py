"""Windows of a programme ahead of us, and meetings in them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from meetings.announcing.record import record
from meetings.enums import AnnouncementKind
from meetings.models import MeetingPage
from portal.programme.enums import ThresholdUnit
from portal.programme.models import MeetingWindow, Programme, Threshold
from portal.tenancy.models import Association
from tests.meetings.factories import make_meeting

YEAR = timezone.localdate().year + 1
SPRING = (date(YEAR, 5, 1), date(YEAR, 6, 30))
AUTUMN = (date(YEAR, 11, 1), date(YEAR, 12, 31))


def windows_ahead() -> Programme:
    """A programme with two windows in the year to come, and fourteen days for the invitation."""
    runs = Programme.objects.create(
        code="okna", name="Program s okny", starts_on=f"{YEAR}-01-01", ends_on=f"{YEAR}-12-31"
    )
    for number, (first, last) in enumerate((SPRING, AUTUMN), start=1):
        MeetingWindow.objects.create(programme=runs, number=number, starts_on=first, ends_on=last)
    Threshold.objects.create(
        programme=runs, code="meeting_invitation_days", name="Pozvánka", value=14, unit=ThresholdUnit.DAYS,
        valid_from=f"{YEAR}-01-01",
    )  # fmt: skip
    return runs


def meeting_on(association: Association, day: date, slug: str = "setkani", **fields: Any) -> MeetingPage:
    """A meeting on a day at ten, for an hour."""
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    values = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), **fields}
    return make_meeting(association, slug, **values)


def invite(meeting: MeetingPage) -> None:
    record(meeting=meeting, kind=AnnouncementKind.INVITED, user=None)
