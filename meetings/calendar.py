"""A meeting as an iCalendar file (RFC 5545), for "add to calendar"."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from icalendar import Calendar, Event

if TYPE_CHECKING:
    from .models import MeetingPage

PRODUCT = "-//{name}//meetings//CS"


def meeting_calendar(meeting: "MeetingPage", url: str) -> bytes:
    """One event in UTC. Its UID is the same in every language and stays when the meeting is moved.

    `url` is the absolute address of the notice.
    """
    event = Event()
    event.add("uid", str(meeting.translation_key))
    event.add("dtstamp", _utc(meeting.last_published_at or meeting.starts_at))
    event.add("dtstart", _utc(meeting.starts_at))
    if meeting.ends_at:
        event.add("dtend", _utc(meeting.ends_at))
    event.add("summary", meeting.title)
    event.add("location", meeting.full_address)
    description = [meeting.lead, *(f"{point.number}. {point.title}" for point in meeting.public_programme)]
    event.add("description", "\n".join(filter(None, description)))
    event.add("url", url)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(name=settings.WAGTAIL_SITE_NAME))
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
