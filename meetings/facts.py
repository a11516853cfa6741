"""A meeting as plain JSON: what an announcement keeps, what a notice is proved by, what papers are set from."""

from datetime import UTC, datetime
from typing import Any, TypedDict

from .programme import Point, programme_of


class FileFacts(TypedDict):
    """A document: its key, the words of its link and its name."""

    id: int
    title: str
    filename: str


class PointFacts(TypedDict):
    """A point as `meetings.programme.Point`."""

    number: str
    title: str
    note: str
    speaker: str
    is_public: bool
    files: list[FileFacts]
    points: list["PointFacts"]


class MeetingFacts(TypedDict):
    """What is said of a meeting. Moments are ISO with their offset in UTC, rich text is HTML as it is stored."""

    title: str
    lead: str
    kind: str
    body: str
    starts_at: str
    ends_at: str
    place: str
    address: str
    municipality: str
    municipality_name: str
    latitude: float | None
    longitude: float | None
    barrier_free: str
    barrier_free_note: str
    who_may_come: str
    note: str
    programme: list[PointFacts]
    files: list[FileFacts]


def facts_of(meeting: Any, *, public_only: bool = True) -> MeetingFacts:
    """The facts of `meeting` as its instance says them; without points that aren't public unless asked otherwise."""
    return {
        "title": meeting.title,
        "lead": meeting.lead,
        "kind": meeting.kind,
        "body": meeting.body.name if meeting.body_id else "",
        "starts_at": _moment(meeting.starts_at),
        "ends_at": _moment(meeting.ends_at) if meeting.ends_at else "",
        "place": meeting.place,
        "address": meeting.address,
        "municipality": meeting.municipality_id or "",
        "municipality_name": meeting.municipality.name if meeting.municipality_id else "",
        "latitude": meeting.latitude,
        "longitude": meeting.longitude,
        "barrier_free": meeting.barrier_free,
        "barrier_free_note": meeting.barrier_free_note,
        "who_may_come": meeting.who_may_come,
        "note": meeting.note,
        "programme": [_point(point) for point in programme_of(meeting, public_only=public_only)],
        "files": [_file(row.document, str(row)) for row in meeting.files.all()],
    }


def _moment(at: datetime) -> str:
    """One moment has one text, wherever its instance comes from."""
    return at.astimezone(UTC).isoformat()


def _point(point: Point) -> PointFacts:
    return {
        "number": point.number,
        "title": point.title,
        "note": point.note,
        "speaker": point.speaker,
        "is_public": point.is_public,
        "files": [_file(document, document.title) for document in point.files],
        "points": [_point(each) for each in point.points],
    }


def _file(document: Any, title: str) -> FileFacts:
    return {"id": document.pk, "title": title, "filename": document.filename}
