"""A trial of the mail, to nobody but who asks for it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import limits
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue

from .content import frame_of
from .mail import mail_of

AT_MOST = 10
WINDOW = timedelta(hours=1)


@transaction.atomic
def send_proof(*, issue: Any, user: Any) -> OutboxMessage:
    """Write the instance `issue` as a mail to the own address of `user` into the outbox.

    Raises ValidationError for who has no address and for who asks too often.
    """
    if not user.email:
        raise ValidationError(_("Your account has no e-mail address. Add it in your account settings."))
    if limits.is_over_limit("issue-proof", str(user.pk), at_most=AT_MOST, window=WINDOW):
        raise ValidationError(_("Many trial mails have been sent to you. Try it in an hour."))
    mail = mail_of(issue)
    association = frame_of(issue).association
    return enqueue(
        event=f"newsletters.proof:{issue.pk}:{uuid4()}",
        recipient=user.email,
        subject=_("Trial: %(subject)s") % {"subject": mail.subject},
        text=mail.text,
        html=mail.html,
        site=association.site if association else None,
    )
