"""A meeting as one entry of a calendar (RFC 5545), for a file, a mail (RFC 5546) or a feed; only what is public (M10).

The entry is the same thing for good: its UID is the meeting's key in every language, its SEQUENCE that of the last
announcement. Nothing in it depends on when it is written, so the same state is the same bytes.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress

from portal.jobs.outbox import TextFile
from portal.tenancy.models import Association

from ..models.announcing import Announcement
from ..programme import Point, all_points, programme_of

PRODUCT = "-//{name}//meetings//CS"
TYPE = "text/calendar; charset=utf-8"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
PERSONAL = frozenset({REQUEST, CANCEL})
"""Methods of a mail to somebody invited (RFC 5546, 3.2): it names them and who invites."""
FILES = {PUBLISH: "setkani.ics", REQUEST: "pozvanka.ics", CANCEL: "zruseni.ics"}
NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What no calendar may hold (RFC 5545, 3.1): control characters but the tab and the line's end."""


class Party(NamedTuple):
    """Who invites or is invited; a plain pair of a name and an address will do."""

    name: str
    email: str


def entry_file(
    meeting: Any,
    *,
    url: str,
    method: str = PUBLISH,
    attendee: tuple[str, str] | None = None,
    organizer: tuple[str, str] | None = None,
    told: Sequence[Announcement] | None = None,
) -> bytes:
    """A calendar with the one entry of `meeting`, from the page as given and what was told about it last.

    `url` is the full address of the notice. A `method` of `PERSONAL` needs an `attendee` and an `organizer`, both
    (name, e-mail); ValueError without them. Points that aren't public are never in it, whoever it is for. One query
    without `told` (`lines_of`), if the page's body and municipality are loaded, and one of a translated page.
    """
    if method in PERSONAL and (attendee is None or organizer is None):
        raise ValueError(f"A calendar entry of the method {method} names an attendee and an organizer")
    calendar = new_calendar(method)
    lines = lines_of(meeting) if told is None else told
    points = programme_of(meeting, files=False)
    calendar.add_component(event_of(meeting, lines, points, url=url, method=method, organizer=organizer))
    if attendee is not None and method in PERSONAL:
        calendar.events[0].add("attendee", _attendee(*attendee), encode=False)
    return bytes(calendar.to_ical())


def attachment(
    meeting: Any,
    *,
    url: str,
    method: str = PUBLISH,
    attendee: tuple[str, str] | None = None,
    organizer: tuple[str, str] | None = None,
    told: Sequence[Announcement] | None = None,
) -> TextFile:
    """The same for a letter of the outbox, which mail programs take for an invitation or its end."""
    content = entry_file(meeting, url=url, method=method, attendee=attendee, organizer=organizer, told=told)
    return {
        "name": FILES[method],
        "type": f"text/calendar; method={method}; charset=utf-8",
        "text": content.decode(),
    }


def organizer_of(association: Association) -> Party:
    """Who invites: the association, by its own address or the installation's where it has none."""
    return Party(association.name, association.answers_to or parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def new_calendar(method: str = PUBLISH) -> Calendar:
    """An empty calendar of ours."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(name=settings.WAGTAIL_SITE_NAME))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def lines_of(meeting: Any) -> list[Announcement]:
    """What was told about the meeting, in order, without the facts; those of the Czech page hold for every language."""
    told = Announcement.objects.filter(meeting__translation_key=meeting.translation_key)
    return list(told.order_by("number").only("number", "kind", "sequence", "at", "meeting"))


def event_of(
    meeting: Any,
    lines: Sequence[Announcement],
    programme: Sequence[Point],
    *,
    url: str,
    method: str = PUBLISH,
    organizer: tuple[str, str] | None = None,
) -> Event:
    """The entry by itself, in the language of the page.

    `lines` is what was told about the meeting, in order, and `programme` its public points.
    """
    is_cancelled = method == CANCEL or meeting.is_cancelled
    with override(meeting.locale.language_code):
        title = _("Cancelled: %(title)s") % {"title": meeting.title} if is_cancelled else meeting.title
        description = _description(meeting.lead, programme, url)
        category = meeting.body.label if meeting.body_id else meeting.get_kind_display()
    event = Event()
    event.add("uid", str(meeting.translation_key))
    event.add("sequence", lines[-1].sequence if lines else 0)
    _add_moments(event, meeting, lines)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    event.add("summary", _text(title))
    event.add("description", description)
    event.add("location", _text(meeting.full_address))
    if meeting.latitude is not None and meeting.longitude is not None:
        event.add("geo", (meeting.latitude, meeting.longitude))
    event.add("url", url)
    event.add("categories", [_text(category)])
    event.add("class", "PUBLIC")
    if organizer is not None:
        event.add("organizer", _party(*organizer), encode=False)
    return event


def _add_moments(event: Event, meeting: Any, lines: Sequence[Announcement]) -> None:
    """Everything in UTC. A meeting whose end isn't known has none: its calendar decides how long it is shown."""
    edited = meeting.last_published_at or meeting.starts_at
    changed = max(edited, lines[-1].at) if lines else edited
    event.add("dtstamp", _utc(changed))
    event.add("created", _utc(lines[0].at if lines else meeting.first_published_at or changed))
    event.add("last-modified", _utc(changed))
    event.add("dtstart", _utc(meeting.starts_at))
    if meeting.ends_at:
        event.add("dtend", _utc(meeting.ends_at))


def _description(lead: str, programme: Sequence[Point], url: str) -> str:
    points = [_point(point) for point in all_points(programme)]
    return "\n".join(filter(None, [_text(lead), *points, url]))


def _point(point: Point) -> str:
    """A point on a line, moved in below the one it belongs to; its number says how deep it is."""
    said = f"{point.title} – {point.speaker}" if point.speaker else point.title
    return f"{'  ' * point.number.count('.')}{point.number}. {_text(said)}"


def _attendee(name: str, email: str) -> vCalAddress:
    """Somebody invited. No answer is asked for: they come by what the notice says."""
    address = _party(name, email)
    address.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    )
    return address


def _party(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_text(email).strip()}")
    # A quotation mark has no place in a parameter, whatever the quoting.
    words = " ".join(_text(name).replace('"', "'").split())
    if words:
        address.params["CN"] = words
    return address


def _text(said: str) -> str:
    return NOT_TEXT.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
