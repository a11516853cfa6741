"""Meetings with all that open data say of them, read in as many queries for three hundred as for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from portal.tenancy.api.scope import Scope
from portal.tenancy.models import Association
from portal.tenancy.ofn.pages import PublicList, below, list_of, lists_of

from ..enums import AnnouncementKind
from ..models import Announcement, MeetingIndexPage, MeetingPage
from ..programme import Point, programmes_of

RECENT = timedelta(days=366)
"""How long a meeting that is over stays among the events."""


@dataclass(frozen=True)
class Told:
    """A meeting and what the public knows of it; `moved_from` are the moments it was announced for before."""

    meeting: MeetingPage
    association: Association
    url: str
    programme: list[Point]
    english: tuple[str, str]
    announced_at: datetime | None
    changed_at: datetime | None
    moved_from: tuple[datetime, ...]


def lists(scope: Scope) -> list[PublicList]:
    """The lists of meetings of the associations that are asked for."""
    return lists_of(scope, MeetingIndexPage)


def coming_and_recent(scope: Scope, now: datetime | None = None) -> list[Told]:
    """Meetings ahead and those of the last year, the earliest first; cancelled ones, which nobody holds, are not in."""
    now = now or timezone.now()
    found = lists(scope)
    held = _public(found).filter(cancelled_at__isnull=True, starts_at__gte=now - RECENT)
    return told(found, held.order_by("starts_at", "pk"))


def one(scope: Scope, uid: Any) -> Told | None:
    """The meeting of this UID, whenever it is or was, cancelled or not; None if the public has none."""
    found = lists(scope)
    return next(iter(told(found, _public(found).filter(translation_key=uid))), None)


def told(found: list[PublicList], meetings: Iterable[MeetingPage]) -> list[Told]:
    """`meetings` in their order, all of them in one of the lists `found`."""
    pages = list(meetings)
    programmes = programmes_of(pages)
    english = _english(pages)
    lines: dict[int, list[Announcement]] = {}
    for line in Announcement.objects.filter(meeting__in=[page.pk for page in pages]).order_by("number"):
        lines.setdefault(line.meeting_id, []).append(line)
    return [_told(page, list_of(page, found), programmes[page.pk], english, lines.get(page.pk, [])) for page in pages]


def _public(found: list[PublicList]) -> Any:
    return MeetingPage.objects.published().filter(below(found)).prefetch_related("files__document")


def _told(
    page: MeetingPage,
    place: PublicList,
    programme: list[Point],
    english: dict[Any, tuple[str, str]],
    lines: list[Announcement],
) -> Told:
    before = pairwise(lines)
    moments = [line.at for line in lines]
    return Told(
        meeting=page,
        association=place.association,
        url=f"{place.url}{page.slug}/",
        programme=programme,
        english=english.get(page.translation_key, ("", "")),
        announced_at=moments[0] if moments else page.first_published_at,
        changed_at=max(filter(None, [page.last_published_at, *moments[-1:]]), default=None),
        moved_from=tuple(old.starts_at for old, new in before if new.kind == AnnouncementKind.MOVED),
    )


def _english(pages: list[MeetingPage]) -> dict[Any, tuple[str, str]]:
    """Title and lead of the notices that are really translated, by the meetings' UIDs."""
    translated = MeetingPage.objects.live().filter(
        translation_key__in=[page.translation_key for page in pages], locale__language_code="en", alias_of__isnull=True
    )
    return {key: (title, lead) for key, title, lead in translated.values_list("translation_key", "title", "lead")}
