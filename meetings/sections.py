"""What the home page shows of meetings: the next one, and notices that come down soon. One query for both."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.core.prepared import Prepared
from portal.core.sections import HomeContext, HomeSection
from portal.core.trees import given_tree, in_tree
from portal.tenancy.context import home_page

from .models import MeetingPage
from .notices.times import until_of
from .querysets import asked_of_next_or_ending, next_or_ending

ENDING_WITHIN = timedelta(days=7)
SHOWN = 3
"""So many notices are named, the board has all."""
READ_AT_MOST = 60
NOT_SHOWN = ("programme", "who_may_come", "note", "outcome")


def next_meeting(context: HomeContext) -> HomeSection | None:
    """The nearest meeting ahead on the site that isn't cancelled, in the active language."""
    meeting = _next(_meetings(context))
    return HomeSection("meetings/home_section.html", {"meeting": meeting}) if meeting else None


def notices_ending(context: HomeContext) -> HomeSection | None:
    """Notices beside the next meeting's that come down within a week, the first to go on top."""
    meetings, today = _meetings(context), timezone.localdate()
    nearest, last = _next(meetings), today + ENDING_WITHIN
    ending = [meeting for meeting in meetings if meeting != nearest and today <= until_of(meeting) <= last]
    if not ending:
        return None
    ending.sort(key=until_of)
    shown = [(meeting, until_of(meeting)) for meeting in ending[:SHOWN]]
    said = {"notices": shown, "first": shown[0][1], "more": max(0, len(ending) - SHOWN)}
    return HomeSection("meetings/notices/home_section.html", said)


@Prepared[MeetingPage]
def _next_or_ending() -> Any:
    meetings = MeetingPage.objects.filter(given_tree()).published().filter(next_or_ending())
    return meetings.defer(*NOT_SHOWN).order_by("starts_at", "pk")[:READ_AT_MOST]


def _next(meetings: list[Any]) -> Any:
    return next((meeting for meeting in meetings if not meeting.is_cancelled and not meeting.is_over), None)


def _meetings(context: HomeContext) -> list[Any]:
    """What either section may show, read once for a page."""
    request: Any = context.request
    if not hasattr(request, "_meetings_of_home"):
        home, today = home_page(request, context.site), timezone.localdate()
        asked = asked_of_next_or_ending(today, today + ENDING_WITHIN, timezone.now())
        request._meetings_of_home = _next_or_ending.all(**in_tree(home), **asked)
    meetings: list[Any] = request._meetings_of_home
    return meetings
