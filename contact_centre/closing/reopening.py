"""Taking up a closed activity again (A3). With a request, the request is opened again instead (R8)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Activity, CitizenRequest
from .activities import locked_activity, reopen
from .evaluated import check_evaluated


@transaction.atomic
def reopen_activity(*, activity: Activity, reason: str, user: Any = None) -> Activity:
    """Take up a closed activity again and return it: in progress, without its end and output, which the history keeps.

    Raises ValidationError without a `reason` (at ``reason``), for an activity that isn't closed, for one that keeps a
    citizen's request, and in a period that was evaluated unless `user` manages the centre.
    """
    if CitizenRequest.objects.select_for_update().filter(activity=activity.pk).exists():
        raise ValidationError(
            _("This activity keeps a citizen's request: open the request again, and the activity goes on with it."),
            code="request",
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the activity is reopened.")})
    current = locked_activity(activity.pk, running=False)
    if current.closed_on is not None:
        check_evaluated(current.site_id, current.closed_on, user=user, reason=reason, field="reason")
    return reopen(current, reason=reason.strip(), user=user)
