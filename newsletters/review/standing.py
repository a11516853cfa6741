"""How an issue stands with the Union, for people: what the editor says at its top (NWS-5, V4, V5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.working_days import working_days_between
from portal.programme.querysets import NewsletterDeadlines, next_newsletter_deadlines

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of, shown
from ..models import NewsletterIssuePage, ReviewRound
from .authors import is_author
from .days import own_days
from .duty import reviewers_of
from .place_comments import PlaceComment, comments_at_places


class Stage(StrEnum):
    """Where an issue is on its way."""

    WRITTEN = "written"
    WAITS = "waits"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    APPROVED = "approved"
    CHANGED = "changed"
    """Approved once, and changed since: what readers see isn't what stands in the editor."""


@dataclass(frozen=True)
class DaysLeft:
    """A day, and how many working days there are until it, or have been since."""

    on: date
    left: int
    late: int

    @classmethod
    def until(cls, day: date) -> "DaysLeft":
        today = timezone.localdate()
        return cls(day, working_days_between(today, day), working_days_between(day, today))


@dataclass(frozen=True)
class Standing:
    """What the panel shows."""

    stage: Stage
    round: ReviewRound | None = None
    reviewers: Sequence[str] = ()
    due: DaysLeft | None = None
    days: NewsletterDeadlines | None = None
    is_own_days: bool = False
    """Whether `days` are those of this issue; else of the one that comes next in the programme."""
    comments: Sequence[PlaceComment] = field(default_factory=list)
    fingerprint: str = ""
    is_reviewer: bool = False
    is_author: bool = False

    @property
    def status(self) -> str:
        """The look of the panel: a warning where somebody is to do something now."""
        is_late = self.due is not None and self.due.late > 0
        return "warning" if is_late or self.stage in (Stage.RETURNED, Stage.CHANGED) else "info"

    @property
    def decision(self) -> Any:
        return getattr(self.round, "decision", None)


def standing_of(issue: NewsletterIssuePage, user: Any) -> Standing:
    """How `issue` (as the editor has it) stands for `user`; asks as often whatever there is."""
    days = own_days(issue)
    is_own_days = days is not None
    days = days or next_newsletter_deadlines()
    round = last_round(issue)
    if round is None:
        return Standing(Stage.WRITTEN, days=days, is_own_days=is_own_days)
    stage = _stage(issue, round)
    waits = stage == Stage.WAITS
    may_review = waits and round.task_state.task.specific.user_can_access_editor(issue, user)
    return Standing(
        stage,
        round,
        [who.name for who in reviewers_of(round) if who.expert is not None] if waits else (),
        DaysLeft.until(round.due_on) if waits else None,
        days,
        is_own_days,
        comments_at_places(issue, round) if stage in (Stage.WAITS, Stage.RETURNED) else (),
        shown(issue.fingerprint),
        may_review,
        may_review and is_author(issue, user=user),
    )


def last_round(issue: NewsletterIssuePage) -> ReviewRound | None:
    """The newest round of `issue` with its decision; an alias has that of what it repeats."""
    rounds = ReviewRound.objects.filter(issue=issue.alias_of_id or issue.pk)
    found: ReviewRound | None = rounds.select_related("decision", "task_state__task").order_by("-number").first()
    return found


def decided_words(issue: NewsletterIssuePage) -> str:
    """How the last round ended, for who comes too late; empty if it waits or there was none."""
    round = last_round(issue)
    if round is None or not round.outcome:
        return ""
    said = {
        Outcome.APPROVED: _("The newsletter has been approved meanwhile (%(who)s)."),
        Outcome.RETURNED: _("The newsletter has been returned to the centre meanwhile (%(who)s)."),
        Outcome.WITHDRAWN: _("The centre has taken the newsletter back meanwhile."),
    }
    return said[Outcome(round.outcome)] % {"who": round.decision.decided_by}


def _stage(issue: NewsletterIssuePage, round: ReviewRound) -> Stage:
    if not round.outcome:
        return Stage.WAITS
    if round.outcome == Outcome.APPROVED:
        return Stage.APPROVED if fingerprint_of(issue) == round.content_hash else Stage.CHANGED
    return Stage.RETURNED if round.outcome == Outcome.RETURNED else Stage.TAKEN_BACK
