"""What an issue page answers when Wagtail asks to publish, save, move or lock it (V3, N6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ..facts.fingerprint import fingerprint_of
from ..review.approval import is_approved, is_under_review
from .guard import refuse_unapproved

ON_ITS_DAY = "wagtail.publish.scheduled"
"""How Wagtail's timetable names what it does."""


class IssueIsSent(PermissionDenied):
    """The issue went out: its text stays as readers got it."""


class GuardedIssue:
    """A mixin of the issue page; everything readers could get passes here or by the row's guard."""

    def facts_stand(self, changed: bool) -> bool:
        """Whether the automatic parts stay as they are in the next revision: the Union reads them, readers have them,
        or nothing else changed in what was approved."""
        return is_under_review(self) or self.is_sent or (not changed and is_approved(self))

    @property
    def is_sent(self) -> bool:
        """Whether the issue went out to readers: nobody changes it any more."""
        from ..calendar.state import IssueState
        from ..sending.gate import is_sent

        # A list has read it of all its rows (`calendar.column`).
        cell = getattr(self, "cell", None)
        return cell.state is IssueState.SENT if cell is not None else is_sent(self)

    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publish what has consent, all of it or nothing. Raises NotApproved.

        On its day nobody is there to be told: what lost its consent meanwhile stays unpublished, with a letter.
        """
        with transaction.atomic():
            text = revision.as_object()
            if kwargs.get("log_action") == ON_ITS_DAY and not is_approved(text):
                from .timetable import miss_the_day

                return miss_the_day(self, revision)
            refuse_unapproved(text)
            return super().publish(revision, user, *args, **kwargs)  # type: ignore[misc]

    def update_aliases(self, **kwargs: Any) -> None:
        """Pages that repeat this one follow what is live; Wagtail would publish them ahead of its day."""
        if self.live:  # type: ignore[attr-defined]
            super().update_aliases(**kwargs)  # type: ignore[misc]

    def save_revision(self, user: Any = None, **kwargs: Any) -> Any:
        """Keep a revision; what the Union read is never overwritten, and a consent that is lost is told.

        Raises IssueIsSent where it would say something else than what went out.
        """
        from ..sending.voiding import Consent

        if self.is_sent and self._says_something_else():
            raise IssueIsSent(_("The issue has gone out and can't be changed. Publish a correction."))
        if (overwritten := kwargs.get("overwrite_revision")) is not None and _is_kept(overwritten):
            kwargs["overwrite_revision"] = None
        with transaction.atomic():
            consent = Consent.before(self)  # type: ignore[arg-type]
            revision = super().save_revision(user=user, **kwargs)  # type: ignore[misc]
            consent.after(revision, user)
        return revision

    def _says_something_else(self) -> bool:
        """Compared with what went out last."""
        sent = self.sendings.order_by("-pk").values_list("content_hash", flat=True).first()  # type: ignore[attr-defined]
        return bool(fingerprint_of(self) != sent)

    def can_move_to(self, parent: Any) -> bool:
        """An issue stays in its archive: its consent was given to one association."""
        return False

    def get_lock(self) -> Any:
        """Nobody edits what went out (N6)."""
        from ..sending.lock import SentLock

        return SentLock(self) if self.pk and self.is_sent else super().get_lock()  # type: ignore[attr-defined, misc]


def _is_kept(revision: Any) -> bool:
    from ..models import ReviewRound

    return bool(ReviewRound.objects.filter(revision=revision).exists())
