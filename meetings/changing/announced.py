"""When and where a meeting is as it was announced: the last announcement says it, whatever a form or a draft holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from ..enums import AnnouncementKind

WHEN_AND_WHERE = ("starts_at", "ends_at", "place", "address", "municipality_id", "cancelled_at")
"""Fields of a meeting that change by an announcement only."""
WORDS = frozenset({"place", "address"})
"""Of these, those that a translation says in its own language."""


@dataclass(frozen=True)
class Announced:
    """What the last announcement of a meeting says of its `WHEN_AND_WHERE`."""

    meeting_id: int
    number: int
    starts_at: datetime
    ends_at: datetime | None
    place: str
    address: str
    municipality_id: str | None
    cancelled_at: datetime | None

    def differing(self, page: Any) -> list[str]:
        """Names of fields of the instance `page` that say something else."""
        return [name for name in self.fields_of(page) if getattr(page, name) != getattr(self, name)]

    def put(self, page: Any) -> None:
        """Let the instance `page` say it."""
        for name in self.differing(page):
            setattr(page, name, getattr(self, name))

    def fields_of(self, page: Any) -> list[str]:
        """The fields that hold for `page`: a translation has its own words of the place."""
        own_words = page.pk != self.meeting_id and page.alias_of_id is None
        return [name for name in WHEN_AND_WHERE if not (own_words and name in WORDS)]


def announced_of(page: Any) -> Announced | None:
    """What was announced of the meeting that `page` is about, repeats or translates; None before that. One query."""
    lines = apps.get_model("meetings", "Announcement")._default_manager
    of_page = Q(meeting__translation_key=page.translation_key)
    if page.alias_of_id is not None:
        of_page |= Q(meeting=page.alias_of_id)
    line = lines.filter(of_page).order_by("-number").first()
    if line is None:
        return None
    return Announced(
        meeting_id=line.meeting_id,
        number=line.number,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        place=line.facts["place"],
        address=line.facts["address"],
        municipality_id=line.facts["municipality"] or None,
        cancelled_at=line.at if line.kind == AnnouncementKind.CANCELLED else None,
    )


def moment(text: str) -> datetime | None:
    """The moment of the facts' ISO text; None for an empty one."""
    return parse_datetime(text) if text else None
