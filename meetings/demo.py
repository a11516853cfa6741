"""The demonstration's meetings (``meetings/demo/*.json``)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from portal.core.pages import ensure_child
from portal.tenancy.models import Association

from .models import MeetingIndexPage, MeetingPage

DATA = Path(__file__).parent / "demo"


def load_meetings(association: Association) -> None:
    """Publish the association's notices; those that are there stay as they are."""
    path = DATA / f"{association.slug}.json"
    index = MeetingIndexPage.objects.child_of(association.root_page).get()
    for entry in reversed(json.loads(path.read_text(encoding="utf-8"))["meetings"]):
        points = [
            {"type": "point", "value": {"title": point["title"], "note": point["note"], "speaker": ""}}
            for point in entry["programme"]
        ]
        ensure_child(
            index,
            MeetingPage,
            slug=entry["slug"],
            title=entry["title"],
            lead=entry["lead"],
            starts_at=_moment(entry, "starts_at"),
            ends_at=_moment(entry, "ends_at"),
            place=entry["place"],
            address=entry["address"],
            municipality_id=entry["municipality"],
            programme=json.dumps(points, ensure_ascii=False),
            who_may_come=entry["who_may_come"],
            note=entry["note_for_citizens"],
            outcome=entry["outcome"],
        )


def _moment(entry: dict[str, Any], name: str) -> datetime:
    """The day and the time of day, as written: in Prague."""
    return timezone.make_aware(datetime.fromisoformat(f"{entry['date']}T{entry[name]}"))
