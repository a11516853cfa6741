"""Pausing a mailing, by people or by the portal with its reason, and going on (X5)."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.jobs.queued import enqueue_once

from ..enums import MailingState
from ..models import Mailing
from ..sending.gate import sendable
from .log import PAUSE, RESUME
from .rights import may_look_after
from .tasks import send_mailings

UNDER_WAY = (MailingState.GATHERING, MailingState.SENDING)


@transaction.atomic
def pause(*, mailing: Mailing, user: Any, reason: str = "") -> None:
    """Stop after the message in hand; `user` is None where the portal itself does it, with its `reason`.

    A mailing that is paused already stays so. Raises PermissionDenied, and ValidationError for one that is done.
    """
    _refuse_strangers(mailing, user)
    paused = Mailing.objects.filter(pk=mailing.pk, state__in=UNDER_WAY)
    if paused.update(state=MailingState.PAUSED, reason=reason[:400]):
        log(instance=mailing.issue, action=PAUSE, user=user, data={"mailing": mailing.pk, "by_itself": user is None})
    mailing.refresh_from_db(fields=["state", "reason"])
    if mailing.state != MailingState.PAUSED:
        raise ValidationError(_("This mailing has been finished."))


@transaction.atomic
def resume(*, mailing: Mailing, user: Any) -> None:
    """Go on where it stopped. One under way goes on anyway.

    Raises PermissionDenied, NotSendable where the gate is shut, ValidationError for one that is done.
    """
    _refuse_strangers(mailing, user)
    sendable(mailing.issue)
    state = Case(
        When(gathered_to__lt=F("gather_until"), then=Value(MailingState.GATHERING)), default=Value(MailingState.SENDING)
    )
    if Mailing.objects.filter(pk=mailing.pk, state=MailingState.PAUSED).update(state=state, reason=""):
        log(instance=mailing.issue, action=RESUME, user=user, data={"mailing": mailing.pk})
        transaction.on_commit(partial(enqueue_once, send_mailings), robust=True)
    mailing.refresh_from_db(fields=["state", "reason"])
    if mailing.state == MailingState.DONE:
        raise ValidationError(_("This mailing has been finished."))


def _refuse_strangers(mailing: Mailing, user: Any) -> None:
    if user is not None and not may_look_after(user, mailing.site_id):
        raise PermissionDenied
