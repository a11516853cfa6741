"""Sending again what nobody knows about, or what was refused: a person's decision (decision 8, X5)."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.jobs.queued import enqueue_once
from portal.jobs.settling import put_back

from ..enums import DeliveryState, MailingState
from ..models import Delivery, Mailing
from .log import RESEND
from .rights import may_look_after
from .tasks import send_mailings


@transaction.atomic
def resend(*, delivery: Delivery, user: Any) -> None:
    """Send a message in doubt or refused again, with its Message-ID, so that a server can tell the repetition.

    Raises PermissionDenied, and ValidationError if it isn't stuck (any more) or its address has been deleted.
    """
    if not _put_back(delivery.mailing, Delivery.objects.filter(pk=delivery.pk), user):
        raise ValidationError(_("Only a message that failed or is in doubt can be sent again."), code="not_stuck")
    delivery.refresh_from_db()


@transaction.atomic
def resend_all(*, mailing: Mailing, user: Any) -> int:
    """Send again whatever of `mailing` is in doubt; returns how many there were. Raises PermissionDenied."""
    return _put_back(mailing, mailing.deliveries.filter(state=DeliveryState.IN_DOUBT), user)


def _put_back(mailing: Mailing, rows: QuerySet[Delivery], user: Any) -> int:
    if not may_look_after(user, mailing.site_id):
        raise PermissionDenied
    # Its end is told from its deliveries under the same lock (`finishing`): neither misses the other.
    current = Mailing.objects.select_for_update().get(pk=mailing.pk)
    count = put_back(rows.exclude(recipient=""))
    if count:
        log(instance=mailing.issue, action=RESEND, user=user, data={"mailing": mailing.pk, "messages": count})
        if current.state == MailingState.DONE:
            Mailing.objects.filter(pk=mailing.pk).update(state=MailingState.SENDING, finished_at=None)
        transaction.on_commit(partial(enqueue_once, send_mailings), robust=True)
    mailing.refresh_from_db(fields=["state", "finished_at"])
    return count
