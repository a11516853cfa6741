"""Where a citizen's request stands moves here and nowhere else: one row locked, one line in its history."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .deadlines import answer_by
from .enums import CLOSED_REQUEST, WORKED_ON, RequestStatus
from .models import CitizenRequest


def locked(request: CitizenRequest) -> CitizenRequest:
    """The request as it is now, held until the transaction ends. Call it first in every verb."""
    current: CitizenRequest = CitizenRequest.objects.select_for_update().get(pk=request.pk)
    return current


def worked_on(request: CitizenRequest) -> CitizenRequest:
    """`locked`, for a request the centre works on. Raises ValidationError when it is closed or was put aside."""
    current = locked(request)
    if not current.is_worked_on:
        raise ValidationError(
            _("This request is %(state)s already."), code="ended", params={"state": current.get_status_display()}
        )
    return current


def move(
    request: CitizenRequest, status: RequestStatus, *, user: Any = None, at: datetime | None = None, **data: Any
) -> None:
    """Bring a locked `request` to `status` and save it, with what else the caller set on it.

    Closing sets `closed_at` (`at`, aware, now by default) and ends a pause; leaving a closed state clears what
    belonged to that closing, counts the reopening and sets a new day of answer. `data` goes to the history, which
    must hold nobody's personal data. The database refuses a closing without a word about the mayor (R5).
    """
    moment = at or timezone.now()
    before, request.status = request.status, status
    if status in CLOSED_REQUEST:
        request.closed_at = moment
        request.paused_on, request.pause_reason = None, ""
    elif before in CLOSED_REQUEST:
        request.closed_at = None
        request.mayor_informed_on, request.mayor_not_informed_because = None, ""
        request.duplicate_of = None
        request.times_reopened += 1
    if status in WORKED_ON and before not in WORKED_ON:
        request.due_on = answer_by(timezone.localdate(moment))
    request.changed_at = timezone.now()
    request.save()
    log(request, "contact_centre.request_state", user=user, data={"from": before, "to": status.value, **data})
