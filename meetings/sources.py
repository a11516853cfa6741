"""Meetings that an activity of the register may come from (A2)."""

from wagtail.models import Page

from portal.core.templatetags.portal import cs_date

from .models import MeetingPage
from .querysets import MeetingQuerySet


def meetings_of(root: Page) -> MeetingQuerySet:
    """Meetings of the site under `root`, published or not, the newest first."""
    meetings: MeetingQuerySet = MeetingPage.objects.descendant_of(root).order_by("-starts_at", "-pk")
    return meetings


def dated(meeting: MeetingPage) -> str:
    """A meeting's title with its day: titles repeat."""
    return f"{cs_date(meeting.starts_at)} {meeting.title}"
