"""The gate before every delivery: may this issue go out as it stands on the web (N3)?

Everything is worked out anew from the content and its files; no column is trusted.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from ..facts.fingerprint import fingerprint_of
from ..models import IssueSending, NewsletterIssuePage, ReviewRound
from ..review.approval import approved_round, is_under_review


@dataclass(frozen=True)
class Sendable:
    """What may go out: the consent, the revision it was given to, and the fingerprint of what readers get."""

    round: ReviewRound
    revision: Revision
    fingerprint: str


class NotSendable(Exception):
    """The issue can't go out; `reason` says why, to people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sendable(issue: NewsletterIssuePage) -> Sendable:
    """The issue as it may be sent now. Raises NotSendable."""
    page = NewsletterIssuePage.objects.get(pk=issue.alias_of_id or issue.pk)
    if not page.live:
        raise NotSendable(_("The issue hasn't been published yet."))
    round = approved_round(page)
    if round is None:
        raise NotSendable(_("A picture or a file of the issue has changed since the Union approved it."))
    fingerprint = fingerprint_of(page)
    latest = page.get_latest_revision()
    if latest is not None and fingerprint_of(latest.as_object()) != fingerprint:
        raise NotSendable(_waiting_reason(page))
    return Sendable(round, round.revision, fingerprint)


def _waiting_reason(page: NewsletterIssuePage) -> str:
    if is_under_review(page):
        return _("A changed text of the issue waits for the Union.")
    return _(
        "The issue has been edited since the Union approved it. Restore the approved text, or send the changed one to "
        "the Union."
    )


def is_sent(issue: Any) -> bool:
    """Whether the issue has gone out to readers in any way; a page that repeats it counts as it."""
    pk = issue.alias_of_id or issue.pk
    return pk is not None and bool(IssueSending.objects.filter(issue=pk).exists())
