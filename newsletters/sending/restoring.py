"""Back to what the Union approved: as the newest revision, and on the web (N3)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from portal.tenancy import versions

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of
from ..models import NewsletterIssuePage, ReviewRound
from ..review.approval import is_approved, is_under_review
from .gate import is_sent


def last_approved(issue: NewsletterIssuePage) -> ReviewRound | None:
    """The round whose text is restored: the one readers have now, else the one approved last."""
    rounds = ReviewRound.objects.filter(issue=issue.pk, decision__outcome=Outcome.APPROVED)
    rounds = rounds.select_related("revision", "decision").order_by("-number")
    published = rounds.filter(content_hash=issue.fingerprint).first() if issue.live else None
    found: ReviewRound | None = published or rounds.first()
    return found


def needs_restoring(issue: NewsletterIssuePage) -> bool:
    """Whether the newest revision of `issue` says something the Union hasn't approved, and something was approved."""
    page = NewsletterIssuePage.objects.get(pk=issue.pk)
    latest = page.get_latest_revision()
    return latest is not None and not is_approved(latest.as_object()) and last_approved(page) is not None


@transaction.atomic
def restore_approved(*, issue: NewsletterIssuePage, user: Any) -> Revision:
    """Make exactly what the Union approved the newest revision again, so that the approval holds; facts included.

    Raises ValidationError where there is nothing to restore, or what was approved can't be had any more: a picture
    of it was exchanged or deleted.
    """
    page = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    if is_sent(page) or is_under_review(page):
        raise ValidationError(_("The issue can't be changed now."))
    round = last_approved(page)
    if round is None:
        raise ValidationError(_("The Union hasn't approved any text of this issue yet."))
    text = round.revision.as_object()
    if fingerprint_of(text) != round.content_hash:
        raise ValidationError(
            _("A picture or a file of the approved text has changed since. Send the issue to the Union again.")
        )
    # Unchanged to Wagtail and to us: the facts stand as they were approved.
    restored: Revision = text.save_revision(
        user=user, changed=False, clean=False, log_action=True, previous_revision=round.revision
    )
    NewsletterIssuePage.objects.filter(pk=page.pk).update(
        has_unpublished_changes=not page.live or page.fingerprint != round.content_hash
    )
    # Whether a draft differs stands on no public page.
    versions.touch(of=(NewsletterIssuePage,))
    return restored


@transaction.atomic
def publish_approved(*, issue: NewsletterIssuePage, user: Any) -> None:
    """Put what the Union approved on the web (again); a new review isn't needed. Raises ValidationError."""
    page = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    latest = page.get_latest_revision()
    if latest is None or not is_approved(latest.as_object()):
        latest = restore_approved(issue=page, user=user)
    latest.publish(user=user, changed=False, skip_permission_checks=True)
