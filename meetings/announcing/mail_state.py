"""What became of the letter of an invitation: from the outbox, and kept for when it forgets (MTG-3)."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.jobs.enums import OutboxState
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import periodic

from ..models import Invitation

EVERY = timedelta(minutes=30)
UNDERWAY = (OutboxState.WAITING, OutboxState.SENDING)


class MailState(models.TextChoices):
    """How the letter of an invitation stands."""

    WAITING = "waiting", pgettext_lazy("invitation", "waiting to be sent")
    SENT = "sent", pgettext_lazy("invitation", "sent")
    FAILED = "failed", pgettext_lazy("invitation", "could not be sent")
    RETURNED = "returned", pgettext_lazy("invitation", "came back")


NOT_ARRIVED = (MailState.FAILED, MailState.RETURNED)


def with_mail(rows: QuerySet[Any]) -> QuerySet[Any]:
    """`rows` of invitations with `mail_state`, `mail_sent_at`, `mail_back_at`; letters are found by an index."""
    letter = OutboxMessage.objects.filter(message_id=OuterRef("message_id"))
    return rows.annotate(
        mail_outbox=Subquery(letter.values("state")[:1]),
        mail_sent_at=Coalesce("sent_at", Subquery(letter.values("sent_at")[:1])),
        mail_back_at=Coalesce("returned_at", Subquery(letter.values("bounced_at")[:1])),
    ).annotate(
        mail_state=Case(
            When(Q(mail_back_at__isnull=False) | ~Q(problem=""), then=Value(MailState.RETURNED)),
            When(mail_sent_at__isnull=False, then=Value(MailState.SENT)),
            When(mail_outbox__in=UNDERWAY, then=Value(MailState.WAITING)),
            default=Value(MailState.FAILED),
            output_field=CharField(),
        )
    )


def not_arrived(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` whose letter didn't reach them, as far as we know."""
    return with_mail(rows).filter(mail_state__in=NOT_ARRIVED)


@periodic("meetings.invitations_sent", every=EVERY, label=_("Times at which invitations went out"))
def keep_times() -> int:
    """Write to each invitation when its letter went out, as long as the outbox knows it. Returns how many were new."""
    letter = OutboxMessage.objects.filter(message_id=OuterRef("message_id"), sent_at__isnull=False)
    open_ones = Invitation.objects.filter(sent_at=None).exclude(message_id="")
    sent = open_ones.filter(models.Exists(letter))
    return int(sent.update(sent_at=Subquery(letter.values("sent_at")[:1])))
