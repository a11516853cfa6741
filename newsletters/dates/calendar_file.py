"""Dates of issues as an iCalendar file (RFC 5545): days without a time are events of the whole day."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

from .items import DatedItem

FILE = "terminy.ics"
"""What the file is called below the address of its page."""
PRODUCT = "-//{name}//newsletters//CS"
TYPE = "text/calendar; charset=utf-8"


def calendar_of(dates: Iterable[tuple[DatedItem, Any]], *, name: str, request: Any) -> bytes:
    """The calendar called `name` with an event for each date and the issue that speaks of it.

    The UID is that of the block (of the notice for a meeting), so whoever imports the file again gets the change
    and no second event; a date that two issues have is there once, as the first of them in `dates` says it. Meetings
    have the SEQUENCE of their notice and say if they are cancelled (M9).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(name=settings.WAGTAIL_SITE_NAME))
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    seen: set[str] = set()
    for item, issue in dates:
        if item.uid not in seen:
            seen.add(item.uid)
            calendar.add_component(_event(item, issue, request))
    return bytes(calendar.to_ical())


def calendar_response(content: bytes, filename: str) -> HttpResponse:
    """`content` as a file to save, or to open in the reader's calendar."""
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}.ics"'
    return response


def _event(item: DatedItem, issue: Any, request: Any) -> Event:
    event = Event()
    event.add("uid", item.uid)
    event.add("dtstamp", _utc(issue.last_published_at or issue.latest_revision_created_at or timezone.now()))
    if item.starts_at is not None:
        event.add("dtstart", _utc(item.starts_at))
        if item.ends_at is not None:
            event.add("dtend", _utc(item.ends_at))
        # The same thing as the entry in the notice itself: an older word of it changes nothing.
        event.add("sequence", item.sequence)
        event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    else:
        event.add("dtstart", item.date)
        event.add("dtend", item.date + timedelta(days=1))
        # A last day for something keeps nobody busy.
        event.add("transp", "TRANSPARENT")
    event.add("summary", item.title)
    if item.note:
        event.add("location" if item.starts_at is not None else "description", item.note)
    address = issue.get_full_url(request) or ""
    event.add("url", urljoin(address, f"#{item.anchor}") if item.anchor else address)
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
