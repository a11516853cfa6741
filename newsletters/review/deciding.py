"""The Union decides: once for a round, about exactly what was submitted (NWS-5, N3)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of
from ..models import NewsletterIssuePage, ReviewDecision, ReviewRound
from .authors import is_author
from .notices import tell_approved, tell_returned
from .reviewers import Reviewer

WROTE_IT = gettext_lazy("You wrote or changed this issue, so somebody else of the Union approves it.")


@transaction.atomic
def approve_round(*, round: ReviewRound, reviewer: Reviewer, comment: str = "") -> ReviewDecision:
    """The Union agrees to what was submitted; the issue is published, or on its day.

    Raises ValidationError if the round was decided meanwhile, the text is no longer what was submitted, or the
    reviewer wrote part of it (V2).
    """
    waiting = _waiting(round)
    expert = reviewer.expert
    account = reviewer.user or (expert.user if expert is not None else None)
    if is_author(waiting.issue, user=account, email=expert.email if expert is not None else ""):
        raise ValidationError(WROTE_IT)
    if fingerprint_of(waiting.issue.get_latest_revision().as_object()) != waiting.content_hash:
        message = _("The text has changed since it was submitted, so it can't be approved. Return it to the centre.")
        raise ValidationError(message)
    decision = _decide(waiting, reviewer, Outcome.APPROVED, comment)
    waiting.task_state.specific.approve(user=reviewer.user, comment=comment)
    tell_approved(decision)
    return decision


@transaction.atomic
def return_round(*, round: ReviewRound, reviewer: Reviewer, comment: str) -> ReviewDecision:
    """The Union returns the issue and says what has to change (V5).

    Raises ValidationError without a comment, or if the round was decided meanwhile.
    """
    if not comment.strip():
        raise ValidationError({"comment": _("Say what has to change.")})
    waiting = _waiting(round)
    decision = _decide(waiting, reviewer, Outcome.RETURNED, comment)
    waiting.task_state.specific.reject(user=reviewer.user, comment=comment)
    tell_returned(decision)
    return decision


def _waiting(round: ReviewRound) -> ReviewRound:
    """The round as it is in the database, its issue held until the transaction ends."""
    NewsletterIssuePage.objects.select_for_update().get(pk=round.issue_id)
    waiting = ReviewRound.objects.select_related("issue", "task_state").filter(pk=round.pk, decision__isnull=True)
    found: ReviewRound | None = waiting.first()
    if found is None:
        raise ValidationError(_("This round has been decided already."))
    return found


def _decide(round: ReviewRound, reviewer: Reviewer, outcome: Outcome, comment: str) -> ReviewDecision:
    return ReviewDecision.objects.create(
        site_id=round.site_id,
        round=round,
        outcome=outcome,
        comment=comment,
        decided_by=reviewer.name,
        decided_key=reviewer.key,
        channel=reviewer.channel,
    )
