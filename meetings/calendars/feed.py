"""Meetings as a calendar to subscribe to: all of an association, or those of one body (M10).

The address is stable, others have written it down. Whether a program has the newest state is told by the ETag alone: a
notice that was taken back leaves no time of its own behind, so the time of the last change must not be asked by.
"""

from collections import defaultdict
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from icalendar import Calendar
from wagtail.query import PageQuerySet

from portal.tenancy.context import current_association
from portal.tenancy.models import Association

from ..models.announcing import Announcement
from ..models.bodies import MeetingBody
from ..programme import programmes_of
from .entry import TYPE, event_of, new_calendar, organizer_of

if TYPE_CHECKING:
    from ..models import MeetingIndexPage, MeetingPage

BACK = relativedelta(months=13)
"""So far back a feed goes: the same month of last year is still there."""
REFRESHED = timedelta(hours=1)
"""How often programs are asked to look."""
KEPT_FOR = 300
"""Seconds for which anybody may keep what they got."""


def feed_response(request: HttpRequest, index: "MeetingIndexPage", body_slug: str | None = None) -> HttpResponse:
    """The feed of the list `index`, or of one body of its association; 304 where the program has it already.

    Raises Http404 for a body the association doesn't have, and at a site of no association.
    """
    association = current_association(request)
    if association is None:
        raise Http404
    body = _body(association, body_slug) if body_slug is not None else None
    calendar = _calendar(request, index, association, body)
    response = HttpResponse(calendar.to_ical(), content_type=TYPE)
    response["Content-Disposition"] = f'inline; filename="{body.slug if body else index.slug}.ics"'
    response["ETag"] = quote_etag(sha256(response.content).hexdigest()[:20])
    if calendar.events:
        response["Last-Modified"] = http_date(max(event.LAST_MODIFIED for event in calendar.events).timestamp())
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def shown_meetings(index: "MeetingIndexPage", body: MeetingBody | None) -> "PageQuerySet[MeetingPage]":
    """The public notices a feed has, the earliest first: cancelled ones too, so that calendars learn of it."""
    from ..models import MeetingPage

    since = timezone.now() - BACK
    meetings = MeetingPage.objects.child_of(index).published().select_related("locale", "municipality", "body")
    if body is not None:
        meetings = meetings.filter(body=body)
    found: PageQuerySet[MeetingPage] = meetings.filter(starts_at__gte=since).order_by("starts_at", "pk")
    return found


def _body(association: Association, slug: str) -> MeetingBody:
    """Also one that doesn't meet any more: who subscribed keeps what was."""
    body = MeetingBody.objects.for_site(association.site_id).filter(slug=slug).first()
    if body is None:
        raise Http404
    return body


def _calendar(
    request: HttpRequest, index: "MeetingIndexPage", association: Association, body: MeetingBody | None
) -> Calendar:
    calendar = new_calendar()
    name = f"{body.label if body else index.title} – {association.short_name}"
    # Programs know the calendar's name and how often to look by one or the other (RFC 7986).
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    meetings = list(shown_meetings(index, body))
    told, programmes = _told(meetings), programmes_of(meetings, files=False)
    organizer = organizer_of(association)
    for meeting in meetings:
        lines, points, url = told[meeting.translation_key], programmes[meeting.pk], meeting.get_full_url(request)
        calendar.add_component(event_of(meeting, lines, points, url=url, organizer=organizer))
    return calendar


def _told(meetings: "list[MeetingPage]") -> dict[UUID, list[Announcement]]:
    """What was told about each meeting, in order; one query for all."""
    keys = {page.translation_key for page in meetings}
    lines = Announcement.objects.filter(meeting__translation_key__in=keys).order_by("number")
    found: dict[UUID, list[Announcement]] = defaultdict(list)
    for line in lines.annotate(of_meeting=F("meeting__translation_key")).defer("facts", "reason"):
        found[line.of_meeting].append(line)
    return found
