"""Opening a closed request again (R8)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry

from portal.core.tickets import new_token

from ..closing import activities
from ..deadlines import reopen_until
from ..enums import REOPENABLE, MessageAuthor, RequestStatus
from ..handover.withdrawing import call_off
from ..life import locked, move
from ..models import CitizenRequest, RequestMessage
from .letters import tell_centre, tell_citizen
from .writing import checked_text


def last_day_to_reopen(request: CitizenRequest) -> date | None:
    """Until when a closed request may be opened again; None for one that can't be at all."""
    if request.status not in REOPENABLE or request.closed_at is None or request.anonymised_on is not None:
        return None
    return reopen_until(timezone.localdate(request.closed_at))


def last_reopening(request: CitizenRequest) -> datetime | None:
    """When the request was last opened again because somebody was not content; None if it never was."""
    if not request.times_reopened:
        return None
    entries = registry.get_logs_for_instance(request).filter(
        action="contact_centre.request_state", data__reopened__isnull=False
    )
    moment: datetime | None = entries.order_by("-timestamp").values_list("timestamp", flat=True).first()
    return moment


@transaction.atomic
def reopen_request(*, request: CitizenRequest, reason: str, token: str = "", user: Any = None) -> CitizenRequest:
    """Take up a closed request again within the Union's days, and return it as it is now.

    It and its activity are in progress, a hand-over that waits ends; the centre is told by mail. `reason` becomes a
    message of the citizen (of the centre with a `user`); the same `token` a second time changes nothing. Raises
    ValidationError without a reason, for a request that isn't closed, repeats another or was closed too long ago.
    """
    current = locked(request)
    if token and current.messages.filter(token=token).exists():
        return current
    said = checked_text(reason)
    _check_may_reopen(current)
    RequestMessage.objects.create(
        request=current,
        author=MessageAuthor.CENTRE if user else MessageAuthor.CITIZEN,
        name="" if user else current.name,
        user=user,
        text=said,
        token=token or new_token(),
    )
    call_off(request=current, user=user)
    activities.resume(current, user)
    move(current, RequestStatus.IN_PROGRESS, user=user, reopened=current.times_reopened + 1)
    count = current.times_reopened
    tell_centre(
        request=current,
        what=f"reopened:{count}",
        template="reopened",
        subject=gettext_lazy("A request is open again"),
    )
    tell_citizen(
        request=current,
        what=f"reopened:{count}",
        template="citizen_reopened",
        subject=gettext_lazy("We have opened your message again"),
    )
    return current


def _check_may_reopen(request: CitizenRequest) -> None:
    until = last_day_to_reopen(request)
    if until is not None:
        if until < timezone.localdate():
            raise ValidationError(
                _("This message was closed too long ago. Please send a new one; it will be linked to this one."),
                code="too_late",
            )
        return
    if request.is_open:
        raise ValidationError(_("This message is being dealt with already."), code="open")
    raise ValidationError(_("This message can't be opened again. Please send a new one."), code="ended")
