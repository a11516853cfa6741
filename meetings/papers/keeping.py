"""Papers that are stored with the meeting's documents: as they went out, once for each announcement (MTG-3, MTG-6)."""

from collections.abc import Callable
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from ..enums import AnnouncementKind, PaperKind
from ..models import Announcement, MeetingPaper
from .letter import letter_of_announcement
from .poster import poster_of_announcement
from .retention import kept_until

KEPT_AFTER = frozenset(
    {AnnouncementKind.INVITED, AnnouncementKind.MOVED, AnnouncementKind.CANCELLED, AnnouncementKind.CHANGED}
)
"""What is told to those invited, so that its paper is kept."""
MAKERS: dict[PaperKind, Callable[[Announcement], bytes]] = {
    PaperKind.INVITATION: letter_of_announcement,
    PaperKind.POSTER: poster_of_announcement,
}


class FileDiffers(Exception):
    """The stored file is gone, or isn't the one that was kept."""


def keep(*, announcement: Announcement) -> list[MeetingPaper]:
    """Set and store the papers of `announcement` that aren't stored yet; returns the new ones.

    Raises PdfUnavailable where the machine lacks the libraries; what was stored before that stays.
    """
    if announcement.kind not in KEPT_AFTER:
        return []
    there = set(announcement.papers.values_list("kind", flat=True))
    # Set before anything is locked: it takes seconds.
    made = [_store(announcement, kind, MAKERS[kind](announcement)) for kind in MAKERS if kind not in there]
    return [paper for paper in made if paper is not None]


def unkept() -> QuerySet[Announcement]:
    """Announcements that lack some of their papers, the oldest first."""
    counted = Announcement.objects.filter(kind__in=KEPT_AFTER).annotate(kept=Count("papers"))
    return counted.filter(kept__lt=len(MAKERS)).order_by("at", "pk")


def content_of(paper: MeetingPaper) -> bytes:
    """The stored file, checked by its fingerprint. Raises FileDiffers."""
    try:
        with paper.file.open("rb") as file:
            content: bytes = file.read()
    except OSError as error:
        raise FileDiffers from error
    if sha256(content).hexdigest() != paper.sha256:
        raise FileDiffers
    return content


def _store(announcement: Announcement, kind: PaperKind, content: bytes) -> MeetingPaper | None:
    """The stored paper; None if another worker was first."""
    paper = MeetingPaper(
        site_id=announcement.site_id,
        meeting_id=announcement.meeting_id,
        announcement=announcement,
        kind=kind,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        keep_until=kept_until(timezone.localdate(announcement.starts_at)),
    )
    name = ""
    try:
        with transaction.atomic():
            Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
            if announcement.papers.filter(kind=kind).exists():
                return None
            paper.file.save(
                f"{announcement.meeting_id}-{announcement.number}-{kind}.pdf", ContentFile(content), save=False
            )
            name = paper.file.name or ""
            paper.save()
    except BaseException:
        # Nobody would know of a file without its row.
        if name:
            paper.file.storage.delete(name)
        raise
    return paper
