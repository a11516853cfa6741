"""The public notice's life with its proof (M7, M8), and the papers of a meeting that are kept (MTG-3, MTG-6)."""

from datetime import date

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly
from portal.tenancy.models import SiteOwned

from ..enums import NoticeAct, PaperKind
from .announcing import Announcement, LineQuerySet


def private_storage() -> Storage:
    """Files nobody gets by an address of their own."""
    return storages["private"]


class NoticeLine(AppendOnly, SiteOwned):
    """That a notice was put up, changed or taken down, with what readers got and its fingerprint (M8).

    `content` is what stood there word for word, its files with their own fingerprints included. `line_hash` (SHA-256)
    covers the line and `previous_hash`, the one of the association's line before: a line written in afterwards or
    taken out breaks the chain.
    """

    meeting = models.ForeignKey(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="notice_lines"
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("In the association's chain, from 1."))
    act = models.CharField(_("what"), max_length=10, choices=NoticeAct)
    at = models.DateTimeField(_("when"), default=timezone.now)
    until = models.DateField(_("planned until"), null=True)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    line_hash = models.CharField(_("fingerprint of the line"), max_length=64)
    by = models.CharField(_("who"), max_length=150, blank=True)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("line of a notice")
        verbose_name_plural = _("lines of notices")
        ordering = ["site", "position"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["meeting", "position"], name="notice_line_of_meeting")]
        constraints = [models.UniqueConstraint(fields=["site", "position"], name="notice_line_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.act}"


class Notice(SiteOwned):
    """A meeting's notice as it stands: summed up from its lines, with what the last check of its proof found (M8).

    The lines are the proof, this row is for lists. `removed_at` is empty while it is on the board; it comes down by
    the clock, so whoever asks whether it stands asks `meetings.notices.state`.
    """

    meeting = models.OneToOneField(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="notice"
    )
    posted_at = models.DateTimeField(_("put up"))
    removed_at = models.DateTimeField(_("taken down"), null=True, editable=False)
    documents = models.JSONField(default=list, editable=False)
    checked_at = models.DateTimeField(_("last checked"), null=True, editable=False)
    problems = models.JSONField(default=list, editable=False)
    broken_since = models.DateTimeField(_("proof broken since"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice on the board")
        verbose_name_plural = _("notices on the board")
        ordering = ["-posted_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["site", "-posted_at", "-id"], name="notice_listing"),
            models.Index(fields=["checked_at", "id"], name="notice_by_check"),
            models.Index(fields=["site"], condition=Q(broken_since__isnull=False), name="notice_broken"),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def until(self) -> date:
        """The last day on the board, in Prague."""
        from ..notices.times import until_of

        return until_of(self.meeting)

    @property
    def stands(self) -> bool:
        """Whether it is on the board now."""
        from ..notices.state import state_of

        return state_of(self.meeting, self).is_on_board


class MeetingPaper(AppendOnly, SiteOwned):
    """A paper of a meeting as it went out, kept for as long as the rules ask for (MTG-3, MTG-6)."""

    meeting = models.ForeignKey(
        "meetings.MeetingPage", verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="papers"
    )
    announcement = models.ForeignKey(
        Announcement, verbose_name=_("announcement"), on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind)
    file = models.FileField(_("file"), storage=private_storage, upload_to="meetings/papers", max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    keep_until = models.DateField(_("kept until"), null=True)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("paper of a meeting")
        verbose_name_plural = _("papers of meetings")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["site", "-made_at"], name="meeting_paper_listing")]
        constraints = [models.UniqueConstraint(fields=["announcement", "kind"], name="meeting_paper_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.kind}"
