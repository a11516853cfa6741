"""How far an issue is on its way to readers; the same few queries for one issue and for thousands (NWS-5)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from ..enums import Outcome
from ..models import IssueSending, NewsletterIssuePage, ReviewRound


class IssueState(models.TextChoices):
    """From nothing to sent."""

    MISSING = "missing", pgettext_lazy("newsletter issue", "not begun")
    DRAFT = "draft", pgettext_lazy("newsletter issue", "being written")
    IN_REVIEW = "in_review", pgettext_lazy("newsletter issue", "with the Union")
    RETURNED = "returned", pgettext_lazy("newsletter issue", "returned with comments")
    APPROVED = "approved", pgettext_lazy("newsletter issue", "approved, not published")
    PUBLISHED = "published", pgettext_lazy("newsletter issue", "published")
    SENT = "sent", pgettext_lazy("newsletter issue", "published and sent")

    @property
    def progress(self) -> int:
        """Its place on the way, 0 for nothing."""
        return list(IssueState).index(self)

    @property
    def is_out(self) -> bool:
        """Whether readers have it."""
        return self in {IssueState.PUBLISHED, IssueState.SENT}


Sendings = dict[int, dict[str, datetime]]
"""By the issue's key and by the way (`SendingKind`) the first time it went out."""


@dataclass(frozen=True)
class Standing:
    """How far one issue is. `is_voided`: it was approved, and its newest text is not.

    `submitted_on` is the first day it went to the Union and was not taken back, `round` its last one. `since` is the
    day the state began (of a text being written, when it was last changed).
    """

    state: IssueState
    since: date | None
    submitted_on: date | None
    published_on: date | None
    round: ReviewRound | None
    is_voided: bool


def state_of(issue: NewsletterIssuePage) -> IssueState:
    """How far `issue`, as it stands in the database, is."""
    return standings([issue])[issue.pk].state


def standings(issues: Sequence[NewsletterIssuePage], sent: Sendings | None = None) -> dict[int, Standing]:
    """How far each of `issues` is, by its key, in three queries; in two where it is known how they were `sent`."""
    pks = [issue.pk for issue in issues]
    rounds: dict[int, list[ReviewRound]] = defaultdict(list)
    for one in _rounds(pks):
        rounds[one.issue_id].append(one)
    sent = sendings_of(issues) if sent is None else sent
    texts = _newest_texts(issue for issue in issues if _may_be_voided(issue, rounds[issue.pk]))
    return {
        issue.pk: _standing(issue, rounds[issue.pk], _first(sent.get(issue.pk)), texts.get(issue.latest_revision_id))
        for issue in issues
    }


def _rounds(pks: Sequence[int]) -> models.QuerySet[ReviewRound]:
    found = ReviewRound.objects.filter(issue__in=pks).order_by("issue", "number")
    return found.select_related("decision", "expert__user", "deputy__user")


def sendings_of(issues: Iterable[NewsletterIssuePage]) -> Sendings:
    """When each of `issues` went out, by its key and by the way; one query."""
    rows = IssueSending.objects.filter(issue__in=[issue.pk for issue in issues]).order_by("sent_at")
    found: Sendings = defaultdict(dict)
    for pk, kind, sent_at in rows.values_list("issue", "kind", "sent_at"):
        found[pk].setdefault(kind, sent_at)
    return found


def _first(ways: dict[str, datetime] | None) -> datetime | None:
    return min(ways.values(), default=None) if ways else None


def _may_be_voided(issue: NewsletterIssuePage, rounds: Iterable[ReviewRound]) -> bool:
    # What is published as it stands was approved, or the guard would not have let it out.
    is_changed = not issue.live or issue.has_unpublished_changes
    return is_changed and any(one.outcome == Outcome.APPROVED for one in rounds)


def _newest_texts(issues: Iterable[NewsletterIssuePage]) -> dict[int | None, str]:
    """Fingerprints of the newest revisions: the issue's own row keeps that of what is published."""
    revisions = Revision.objects.filter(pk__in=[issue.latest_revision_id for issue in issues])
    return dict(revisions.values_list("pk", KeyTextTransform("fingerprint", "content")))


def _standing(
    issue: NewsletterIssuePage, rounds: Sequence[ReviewRound], sent_at: datetime | None, text: str | None
) -> Standing:
    last = rounds[-1] if rounds else None
    counted = [one for one in rounds if one.outcome != Outcome.WITHDRAWN]
    consent = _consent(counted, issue.latest_revision_id, text)
    state = _state(issue, last, is_sent=sent_at is not None, is_approved=consent is not None)
    is_voided = text is not None and consent is None and state in {IssueState.DRAFT, IssueState.PUBLISHED}
    return Standing(
        state=state,
        since=_since(state, issue, last, consent, sent_at),
        submitted_on=timezone.localdate(counted[0].submitted_at) if counted else None,
        published_on=_day(issue.first_published_at),
        round=last,
        is_voided=is_voided,
    )


def _consent(rounds: Sequence[ReviewRound], revision: int | None, text: str | None) -> ReviewRound | None:
    """The round that approved the newest text: of several about the same content the last decided counts (N3)."""
    same = [one for one in rounds if one.outcome and (one.revision_id == revision or one.content_hash == text)]
    return same[-1] if same and same[-1].outcome == Outcome.APPROVED else None


def _state(issue: NewsletterIssuePage, last: ReviewRound | None, *, is_sent: bool, is_approved: bool) -> IssueState:
    if is_sent:
        return IssueState.SENT
    if last is not None and not last.outcome:
        return IssueState.IN_REVIEW
    if issue.live:
        return IssueState.PUBLISHED
    if is_approved:
        return IssueState.APPROVED
    is_returned = last is not None and last.outcome == Outcome.RETURNED
    return IssueState.RETURNED if is_returned else IssueState.DRAFT


def _since(
    state: IssueState,
    issue: NewsletterIssuePage,
    last: ReviewRound | None,
    consent: ReviewRound | None,
    sent_at: datetime | None,
) -> date | None:
    moments = {
        IssueState.DRAFT: issue.latest_revision_created_at,
        IssueState.IN_REVIEW: last.submitted_at if last else None,
        IssueState.RETURNED: last.decision.decided_at if last and last.outcome else None,
        IssueState.APPROVED: consent.decision.decided_at if consent else None,
        IssueState.PUBLISHED: issue.first_published_at,
        IssueState.SENT: sent_at,
    }
    return _day(moments[state])


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None
