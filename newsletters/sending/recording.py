"""That an issue went out: a line for good, and from then on nobody changes the issue (N6)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from portal.tenancy import versions
from portal.tenancy.public_facts import sites_of_page

from ..enums import SendingKind
from ..models import IssueSending, NewsletterIssuePage
from ..review.reviewers import key_of, name_of
from .gate import sendable

RECORDED = "newsletters.sent"
"""The line in the page's log."""


@transaction.atomic
def record_sending(
    *, issue: NewsletterIssuePage, kind: SendingKind | str, user: Any, sent_at: datetime | None = None
) -> IssueSending:
    """Keep that `issue` went out in one way, `sent_at` (now), with the consent and the exact content that went.

    Raises NotSendable where the gate is shut, ValidationError where this way is recorded already or the moment can't
    be: before the consent, or still to come.
    """
    page = NewsletterIssuePage.objects.select_for_update().get(pk=issue.alias_of_id or issue.pk)
    agreed = sendable(page)
    moment = sent_at or timezone.now()
    if IssueSending.objects.filter(issue=page, kind=kind).exists():
        raise ValidationError({"kind": _("This is recorded already.")})
    _refuse_impossible(moment, agreed.round.decision.decided_at)
    line = IssueSending.objects.create(
        site_id=agreed.round.site_id,
        issue=page,
        round=agreed.round,
        revision=agreed.revision,
        content_hash=agreed.fingerprint,
        kind=kind,
        sent_at=moment,
        sent_by=name_of(user),
        sent_key=key_of(user),
    )
    # What went out stays in the archive: nothing takes it down by itself, only the Union does.
    Page.objects.filter(pk=page.pk).update(expire_at=None)
    versions.touch(*sites_of_page(page), of=(Page,))
    log(instance=page, action=RECORDED, user=user, data={"kind": str(kind), "fingerprint": agreed.fingerprint})
    return line


@transaction.atomic
def record_once(
    *, issue: NewsletterIssuePage, kind: SendingKind | str, user: Any, sent_at: datetime | None = None
) -> IssueSending:
    """As `record_sending`, for a way an issue may go several times: the first time is kept, the others are checked.

    Raises NotSendable and ValidationError as that does, but for a way that is recorded already.
    """
    page = NewsletterIssuePage.objects.select_for_update().get(pk=issue.alias_of_id or issue.pk)
    line = IssueSending.objects.filter(issue=page, kind=kind).first()
    if line is None:
        return record_sending(issue=page, kind=kind, user=user, sent_at=sent_at)
    _refuse_impossible(sent_at or timezone.now(), sendable(page).round.decision.decided_at)
    return line


def _refuse_impossible(moment: datetime, approved_at: datetime) -> None:
    # Days, not moments: people know the day only.
    if timezone.localdate(moment) < timezone.localdate(approved_at):
        raise ValidationError({"sent_on": _("That is before the Union approved the issue.")})
    if moment > timezone.now():
        raise ValidationError({"sent_on": _("That is still to come.")})
