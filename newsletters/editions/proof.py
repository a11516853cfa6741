"""A trial of the mail, to nobody but who asks for it: the very letter readers will get, with links of nobody's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core import limits
from portal.core.templatetags.portal import cs_date
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import enqueue

from ..subscribers.confirm_links import FORM
from .content import frame_of
from .mail import Both, Mail, mail_of

TRIAL = "zkouska"
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
    letter = trial_of(issue, mail)
    association = frame_of(issue).association
    return enqueue(
        event=f"newsletters.proof:{issue.pk}:{uuid4()}",
        recipient=user.email,
        subject=_("Trial: %(subject)s") % {"subject": mail.subject},
        text=letter["text"],
        html=letter["html"],
        site=association.site if association else None,
    )


def trial_of(issue: Any, mail: Mail) -> Both:
    """`mail`, that of `issue`, as a reader gets it who subscribed today in the first municipality it has news of.

    Its personal links say that they are a trial; they lead to the form everybody may use.
    """
    form = f"{issue.get_parent().full_url}{FORM}/?{TRIAL}"
    with override(mail.language):
        values = {"whose": cs_date(timezone.localdate()), "preferences": form, "unsubscribe": form}
        remark = _("This is a trial: the links below change nothing.")
    return mail.filled(values, local=next(iter(mail.local), ""), remark=remark)
