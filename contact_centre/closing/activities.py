"""What happens to the activity of a request: it waits, ends, is cancelled and taken up again with it (CIT-4).

Whoever calls these holds the request (`life.locked`); the activity is locked after it, never before.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from ..enums import RUNNING_ACTIVITY, ActivityStatus, ChangeKind
from ..history import facts, note, note_changes
from ..models import Activity, ActivityAttachment, ActivityOutput, CitizenRequest
from .evaluated import check_evaluated


class Amounts(TypedDict, total=False):
    """What the work took and brought; one that isn't given stays as it was recorded."""

    hours: Decimal | None
    legal_hours: Decimal | None
    saved_czk: int | None
    brought_czk: int | None


AMOUNTS = frozenset(Amounts.__annotations__)


def locked_activity(pk: int, *, running: bool = True) -> Activity:
    """The activity as it is now, held until the transaction ends.

    Raises ValidationError if it runs no more, unless `running` is false.
    """
    current: Activity = Activity.objects.select_for_update().get(pk=pk)
    if running and not current.is_running:
        raise ValidationError(
            _("This activity is %(state)s already."), code="ended", params={"state": current.get_status_display()}
        )
    return current


def wait(request: CitizenRequest, user: Any) -> Activity:
    """The activity waits for somebody outside the centre. Raises ValidationError if it has ended."""
    return _set(_of(request), ActivityStatus.WAITING, user)


def attach(request: CitizenRequest, files: Iterable[dict[str, Any]], kind: str, user: Any) -> None:
    """Put files that are stored already (`storing.stored`) to the activity. Raises ValidationError if it has ended."""
    current = _of(request)
    for values in files:
        put_file(current, values, kind=kind, user=user)


def end(
    request: CitizenRequest,
    output: ActivityOutput | None,
    description: str,
    closed_on: date | None,
    user: Any,
    reason: str = "",
) -> Activity:
    """Close the activity (ACT-3). Raises ValidationError at the fields as `finish` does, or when it has ended."""
    current = _of(request)
    return finish(current, output=output, description=description, closed_on=closed_on, user=user, reason=reason)


def cancel(request: CitizenRequest, reason: str, user: Any) -> Activity:
    """Cancel the activity, which then never counts. Raises ValidationError without a reason or if it has ended."""
    return call_off(_of(request), reason=reason, user=user)


def resume(request: CitizenRequest, user: Any) -> Activity:
    """Take the activity up again with its request, also in a period that was evaluated: the citizen may (R8).

    One that runs just goes on.
    """
    current = locked_activity(_key(request), running=False)
    if current.is_running:
        return (
            current if current.status == ActivityStatus.IN_PROGRESS else _set(current, ActivityStatus.IN_PROGRESS, user)
        )
    with override("cs"):
        reason = _("The request %(reference)s was opened again.") % {"reference": request.reference}
    return reopen(current, reason=reason, user=user)


def reopen(current: Activity, *, reason: str, user: Any) -> Activity:
    """Take up a locked closed activity again and return it: it counts no more, what it ended with is in the history.

    Raises ValidationError for one that isn't closed: what was cancelled stays so.
    """
    if current.status != ActivityStatus.CLOSED:
        raise ValidationError(_("Only a closed activity can be reopened."), code="not_closed")
    ended = {"closed_on": current.closed_on.isoformat() if current.closed_on else None}
    before = facts(current)
    current.status = ActivityStatus.IN_PROGRESS
    current.closed_on = current.output = current.closed_by = None
    current.output_description = ""
    current.times_reopened += 1
    current.reopened_because = reason
    current.save()
    note_changes(current, ChangeKind.REOPENED, before=before, user=user, reason=reason)
    log(current, "contact_centre.reopen", user=user, data=ended)
    return current


def finish(
    current: Activity,
    *,
    output: ActivityOutput | None,
    description: str,
    closed_on: date | None,
    user: Any,
    reason: str = "",
    **amounts: Unpack[Amounts],
) -> Activity:
    """Close a locked activity (ACT-3) and return it; `closed_on` is today by default.

    `reason` says why an activity comes into a period that was evaluated already. Raises ValidationError at the fields:
    no output or description, an end before the start or in the future, a period that was evaluated (`closed_on` for
    who may not, `reason` without one), an amount below nothing, or no written opinion where the handler must give one
    (ACT-4).
    """
    before = facts(current)
    current.status = ActivityStatus.CLOSED
    current.closed_on = closed_on or timezone.localdate()
    current.output = output
    current.output_description = description.strip()
    current.closed_by = user
    for name, amount in amounts.items():
        setattr(current, name, amount)
    check_ending(current)
    check_evaluated(current.site_id, current.closed_on, user=user, reason=reason)
    current.save()
    note_changes(current, ChangeKind.CLOSED, before=before, user=user, reason=reason.strip())
    log(current, "contact_centre.close", user=user, data={"closed_on": current.closed_on.isoformat()})
    return current


def put_file(current: Activity, values: dict[str, Any], *, kind: str, user: Any) -> ActivityAttachment:
    """Keep a stored file with a locked activity; its name stays in the history."""
    attachment = ActivityAttachment.objects.create(activity=current, kind=kind, added_by=user, **values)
    note(current, ChangeKind.FILE_ADDED, user=user, new=attachment.original_name)
    log(current, "contact_centre.attach", user=user, data={"kind": kind})
    return attachment


def call_off(current: Activity, *, reason: str, user: Any) -> Activity:
    """Cancel a locked activity and return it; `reason` stays in its history. Raises ValidationError without one."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the activity is cancelled.")})
    before = facts(current)
    current.status = ActivityStatus.CANCELLED
    current.save()
    note_changes(current, ChangeKind.CANCELLED, before=before, user=user, reason=reason.strip())
    log(current, "contact_centre.cancel", user=user)
    return current


def check_ending(activity: Activity) -> None:
    """Raise ValidationError unless `activity`, with its ending filled in, may end (ACT-3, ACT-4)."""
    errors: dict[str, str] = {}
    if activity.output is None:
        errors["output"] = _("Choose what the activity ended with.")
    if not activity.output_description:
        errors["output_description"] = _("Describe what the activity ended with.")
    if activity.closed_on and activity.closed_on > timezone.localdate():
        errors["closed_on"] = _("An activity can't end in the future.")
    if activity.legal_hours and not activity.handled_by.uses_legal_hours:
        errors["legal_hours"] = _("Hours of legal advice belong to what a law firm handles.")
    if errors:
        raise ValidationError(errors)
    activity.clean()
    activity.clean_fields(exclude={field.name for field in Activity._meta.fields} - AMOUNTS)
    check_opinion(activity)


def check_opinion(activity: Activity) -> None:
    """Raise ValidationError where the handler of `activity` still owes the written opinion (ACT-4)."""
    if activity.handled_by.opinion_required and not activity.has_opinion:
        raise ValidationError(
            _("%(handler)s handles this activity: attach the written opinion before closing it."),
            code="opinion",
            params={"handler": activity.handled_by.label},
        )


def _of(request: CitizenRequest) -> Activity:
    return locked_activity(_key(request))


def _key(request: CitizenRequest) -> int:
    """Raises ValidationError for what was put aside and never got an activity."""
    if request.activity_id is None:
        raise ValidationError(_("This request has no activity."))
    return request.activity_id


def _set(current: Activity, status: ActivityStatus, user: Any) -> Activity:
    if current.status not in RUNNING_ACTIVITY:
        raise ValueError(f"{current.reference} runs no more")
    changed, before = current.status != status, facts(current)
    current.status = status
    current.save(update_fields=["status"])
    note_changes(current, ChangeKind.CHANGED, before=before, user=user)
    log(current, "contact_centre.change", user=user, content_changed=changed, data={"fields": ["status"]})
    return current
