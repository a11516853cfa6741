"""Calendars read by three libraries, of which only one wrote them: `icalendar`, `vobject` and `ical` (strict)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar


@dataclass(frozen=True)
class Read:
    """What a library has understood of an entry. Moments are in UTC."""

    uid: str
    sequence: int
    status: str
    start: datetime
    end: datetime | None
    summary: str
    description: str
    location: str


def read_all(content: bytes) -> list[Read]:
    """The entries of a calendar as all libraries read them alike, in its order; AssertionError where one differs.

    What the format asks for but some libraries forgive is looked at too: lines of at most 75 octets, ended by CRLF.
    """
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # A line is folded between letters, not within one.
    ours = _by_icalendar(content)
    assert ours == _by_vobject(content)
    assert ours == _by_ical(content)
    return ours


def read_alike(content: bytes) -> Read:
    """The only entry of a calendar."""
    [entry] = read_all(content)
    return entry


def _by_icalendar(content: bytes) -> list[Read]:
    calendar = Calendar.from_ical(content)
    assert not any(part.errors for part in calendar.walk())
    return [
        Read(
            uid=str(event["uid"]),
            sequence=int(event["sequence"]),
            status=str(event["status"]),
            start=_utc(event.decoded("dtstart")),
            end=_utc(event.decoded("dtend")) if "dtend" in event else None,
            summary=str(event["summary"]),
            description=str(event["description"]),
            location=str(event["location"]),
        )
        for event in calendar.walk("VEVENT")
    ]


def _by_vobject(content: bytes) -> list[Read]:
    calendar = vobject.readOne(content.decode())
    for event in calendar.contents.get("vevent", []):
        event.validate(raiseException=True)
    return [
        Read(
            uid=event.uid.value,
            sequence=int(event.sequence.value),
            status=event.status.value,
            start=_utc(event.dtstart.value),
            end=_utc(event.dtend.value) if hasattr(event, "dtend") else None,
            summary=event.summary.value,
            description=event.description.value,
            location=event.location.value,
        )
        for event in calendar.contents.get("vevent", [])
    ]


def _by_ical(content: bytes) -> list[Read]:
    calendar: Any = IcsCalendarStream.calendar_from_ics(content.decode())
    return [
        Read(
            uid=event.uid,
            sequence=event.sequence,
            status=str(event.status.value),
            start=_utc(event.dtstart),
            end=_utc(event.dtend) if event.dtend else None,
            summary=event.summary,
            description=event.description,
            location=event.location,
        )
        for event in calendar.events
    ]


def _utc(moment: Any) -> datetime:
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None
    return moment.astimezone(UTC)
