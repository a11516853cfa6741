"""What a person may do with background work."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .models import OutboxMessage
from .settling import put_back

RESEND = "portal_jobs.resend"


@transaction.atomic
def send_again(*, message: OutboxMessage, user: Any) -> OutboxMessage:
    """Put a failed or doubtful message back into the queue, with its Message-ID and a fresh count of attempts.

    The action is logged under `user`. Raises ValidationError if the message isn't stuck (any more).
    """
    if not put_back(OutboxMessage.objects.filter(pk=message.pk)):
        raise ValidationError(_("Only a message that failed or is in doubt can be sent again."), code="not_stuck")
    message.refresh_from_db()
    log(instance=message, action=RESEND, user=user, title=message.event)
    return message
