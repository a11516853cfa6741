"""What a revision is compared with: what the reader of the round before has seen (V5)."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from ...enums import Outcome
from ...models import NewsletterIssuePage, ReviewRound


@dataclass(frozen=True)
class Base:
    """The older revision, and the round it was decided in; None for one that was published before there were rounds."""

    revision: Revision
    round: ReviewRound | None = None


def base_of(round: ReviewRound) -> Base | None:
    """What `round` is compared with: the text that was returned or approved last before it; None for a new issue."""
    earlier = _decided(round.issue).filter(number__lt=round.number).first()
    return Base(earlier.revision, earlier) if earlier is not None else _published(round.issue, round.revision_id)


def base_for_editor(issue: NewsletterIssuePage, since: Any = None) -> Base | None:
    """What the newest text of `issue` is compared with: the revision numbered `since`, else as the reviewer has it.

    While a round waits that is what its reviewer compares with; otherwise what was decided last.
    """
    if since is not None:
        chosen = Revision.page_revisions.filter(object_id=str(issue.pk), pk=since).first()
        return Base(chosen, _decided(issue).filter(revision=chosen).first()) if chosen is not None else None
    waiting = ReviewRound.objects.filter(issue=issue.pk, decision__isnull=True).first()
    if waiting is not None:
        return base_of(waiting)
    last = _decided(issue).first()
    return Base(last.revision, last) if last is not None else _published(issue, issue.latest_revision_id)


def _decided(issue: NewsletterIssuePage) -> Any:
    decided = ReviewRound.objects.filter(
        issue=issue.pk, decision__outcome__in=(Outcome.RETURNED, Outcome.APPROVED)
    ).select_related("revision", "decision")
    return decided.order_by("-number")


def _published(issue: NewsletterIssuePage, newest: int | None) -> Base | None:
    if not issue.live or issue.live_revision is None or issue.live_revision_id == newest:
        return None
    return Base(issue.live_revision)
