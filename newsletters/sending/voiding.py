"""A later edit ends the Union's consent: it is noted in the page's log and the managers are told (N3)."""

from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from ..models import NewsletterIssuePage
from ..publishing.newest import newest_text
from ..review.approval import approved_round
from .telling import tell_managers

VOIDED = "newsletters.approval_voided"
"""The line in the page's log."""


@dataclass(frozen=True)
class Consent:
    """Which round held for the newest text of an issue before it is saved again."""

    issue: NewsletterIssuePage
    round: Any

    @classmethod
    def before(cls, issue: NewsletterIssuePage) -> Self:
        return cls(issue, approved_round(newest_text(issue)) if issue.pk else None)

    def after(self, revision: Any, user: Any) -> None:
        """Note and tell that the consent ended, once for the save that ended it."""
        if self.round is None or approved_round(self.issue) is not None:
            return
        log(
            instance=self.issue,
            action=VOIDED,
            user=user,
            revision=revision,
            data={"round": self.round.number, "fingerprint": self.round.content_hash},
        )
        tell_managers(
            self.issue,
            template="approval_voided",
            event=f"approval_voided:{self.round.pk}:{revision.pk}",
            subject=_("Newsletter %(issue)s: the Union's approval no longer holds") % {"issue": self.issue.designation},
        )
