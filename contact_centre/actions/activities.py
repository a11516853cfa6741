"""The life of an activity: opened, changed, closed or cancelled (ACT-2 … ACT-4)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from portal.tenancy.models import Municipality, StaffMember

from ..enums import RUNNING_ACTIVITY, ActivityStatus, AttachmentKind, RequestStatus
from ..life import move
from ..models import (
    Activity,
    ActivityArea,
    ActivityAttachment,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    CitizenRequest,
    Handler,
    NumberSeries,
)
from ..models.activity import private_storage
from ..storing import stored
from ..uploads import CheckedFile

RELATIONS = ["site", "trigger", "area", "subarea", "handled_by", "responsible", "output", "closed_by", "created_by"]
CHANGEABLE = frozenset(
    {
        *("title", "started_on", "trigger", "area", "subarea", "description", "handled_by", "responsible"),
        *("status", "is_expert_advice", "municipalities"),
    }
)


@transaction.atomic
def open_activity(
    *,
    site: Site,
    title: str,
    trigger: ActivityTrigger,
    area: ActivityArea,
    subarea: ActivitySubarea,
    description: str,
    handled_by: Handler,
    started_on: date | None = None,
    responsible: StaffMember | None = None,
    status: str = ActivityStatus.OPEN,
    is_expert_advice: bool | None = None,
    municipalities: Iterable[Municipality] = (),
    user: Any = None,
) -> Activity:
    """Open an activity with what ACT-2 asks for and return it.

    `started_on` is today in Prague by default, `is_expert_advice` as the sub-area says. Raises
    ValidationError at the fields: something required is missing, the sub-area is another area's, the
    person or a municipality another association's, or the state isn't one of a running activity.
    """
    activity = Activity(
        site=site,
        title=title.strip(),
        started_on=started_on or timezone.localdate(),
        trigger=trigger,
        area=area,
        subarea=subarea,
        description=description.strip(),
        handled_by=handled_by,
        responsible=responsible,
        status=status,
        is_expert_advice=subarea.is_expert_advice if is_expert_advice is None else is_expert_advice,
        created_by=user,
    )
    served = list(municipalities)
    _check_running(activity)
    _check_served(activity, served)
    year = timezone.localdate(activity.created_at).year
    number = NumberSeries.next_number(site_id=site.pk, kind=NumberSeries.Kind.ACTIVITY, year=year)
    activity.reference = f"A-{year}-{number:05d}"
    activity.save()
    activity.municipalities.set(served)
    log(activity, "contact_centre.open", user=user)
    return activity


@transaction.atomic
def change_activity(*, activity: Activity, user: Any = None, **values: Any) -> Activity:
    """Change a running activity; `values` are fields of `CHANGEABLE`. Returns it as it is now.

    A request follows: work on its activity is work on it. Raises ValidationError at the fields, also
    when the activity has been closed or cancelled in the meantime; TypeError for another field.
    """
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"change_activity can't change {', '.join(sorted(unknown))}")
    current = _locked(activity)
    municipalities = values.pop("municipalities", None)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    for name, value in values.items():
        setattr(current, name, value)
    _check_running(current)
    current.save()
    if municipalities is not None and set(municipalities) != set(current.municipalities.all()):
        _check_served(current, list(municipalities))
        current.municipalities.set(municipalities)
        changed.append("municipalities")
    request = _request_of(current)
    if request and request.status == RequestStatus.REGISTERED and current.status != ActivityStatus.OPEN:
        move(request, RequestStatus.IN_PROGRESS, user=user)
    log(current, "contact_centre.change", user=user, content_changed=bool(changed), data={"fields": changed})
    return current


@transaction.atomic
def close_activity(
    *,
    activity: Activity,
    output: ActivityOutput | None,
    output_description: str,
    closed_on: date | None = None,
    mayor_informed_on: date | None = None,
    user: Any = None,
) -> Activity:
    """Close a running activity (ACT-3) and return it as it is now; `closed_on` is today by default.

    A request that the activity keeps ends with it: handed over when that is the output, else resolved,
    which needs the day when the mayor of its municipality was informed (CIT-5). Raises ValidationError
    at the fields: no output or description, an end before the start or in the future, no written opinion
    where the handler must give one (ACT-4), no day of informing the mayor, or closed already.
    """
    current = _locked(activity)
    request = _request_of(current)
    current.status = ActivityStatus.CLOSED
    current.closed_on = closed_on or timezone.localdate()
    current.output = output
    current.output_description = output_description.strip()
    current.closed_by = user
    handed_over = output is not None and output.code == ActivityOutput.HANDED_OVER
    _check_closing(current, mayor_is_told=request is None or handed_over or mayor_informed_on is not None)
    current.save()
    if request is not None:
        request.mayor_informed_on = mayor_informed_on
        if mayor_informed_on is None:
            request.mayor_not_informed_because = _("Handed over to the municipality.")
        move(request, RequestStatus.HANDED_OVER if handed_over else RequestStatus.RESOLVED, user=user)
    log(current, "contact_centre.close", user=user, data={"closed_on": current.closed_on.isoformat()})
    return current


@transaction.atomic
def cancel_activity(*, activity: Activity, reason: str, user: Any = None) -> Activity:
    """Cancel a running activity, which then never counts; `reason` stays in the log. Returns it as it is now.

    Raises ValidationError without a reason, and for an activity that keeps a citizen's request: those
    are closed, never cancelled (CIT-4).
    """
    current = _locked(activity)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the activity is cancelled.")})
    if _request_of(current) is not None:
        raise ValidationError(_("This activity keeps a citizen's request: close it instead."))
    current.status = ActivityStatus.CANCELLED
    current.save()
    log(current, "contact_centre.cancel", user=user, data={"reason": reason.strip()})
    return current


def attach_file(
    *, activity: Activity, file: CheckedFile, kind: str = AttachmentKind.ATTACHMENT, user: Any = None
) -> ActivityAttachment:
    """Store a checked file with a running activity; a written opinion has the kind ``opinion`` (ACT-4).

    Raises ValidationError when the activity has been closed or cancelled.
    """
    with stored(file, ActivityAttachment) as values, transaction.atomic():
        current = _locked(activity)
        attachment = ActivityAttachment.objects.create(activity=current, kind=kind, added_by=user, **values)
        log(current, "contact_centre.attach", user=user, data={"name": file.original_name, "kind": kind})
    return attachment


@transaction.atomic
def remove_file(*, attachment: ActivityAttachment, user: Any = None) -> None:
    """Take a file away from a running activity; its name stays in the log. Raises ValidationError if it's closed."""
    current = _locked(attachment.activity)
    name = attachment.file.name or ""
    log(current, "contact_centre.detach", user=user, data={"name": attachment.original_name})
    attachment.delete()
    transaction.on_commit(lambda: private_storage().delete(name))


def _locked(activity: Activity) -> Activity:
    """The activity as it is now, held until the transaction ends; ValidationError if it runs no more."""
    current: Activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if not current.is_running:
        raise ValidationError(
            _("This activity is %(state)s already."), code="ended", params={"state": current.get_status_display()}
        )
    return current


def _check_running(activity: Activity) -> None:
    if activity.status not in RUNNING_ACTIVITY:
        raise ValidationError({"status": _("An activity is closed or cancelled by itself, with what that needs.")})
    activity.clean_fields(exclude=RELATIONS)
    activity.clean()


def _check_served(activity: Activity, municipalities: list[Municipality]) -> None:
    """Municipalities served are, or once were, members of the association."""
    codes = {municipality.pk for municipality in municipalities}
    members = Municipality.objects.filter(pk__in=codes, memberships__association__site_id=activity.site_id)
    if codes - set(members.values_list("pk", flat=True)):
        raise ValidationError({"municipalities": _("Choose only municipalities of this association.")})


def _check_closing(activity: Activity, *, mayor_is_told: bool) -> None:
    errors: dict[str, str] = {}
    if activity.output is None:
        errors["output"] = _("Choose what the activity ended with.")
    if not activity.output_description:
        errors["output_description"] = _("Describe what the activity ended with.")
    if activity.closed_on and activity.closed_on > timezone.localdate():
        errors["closed_on"] = _("An activity can't end in the future.")
    if not mayor_is_told:
        errors["mayor_informed_on"] = _("Say when the mayor was informed, or hand the request over.")
    if errors:
        raise ValidationError(errors)
    activity.clean()
    if activity.handled_by.opinion_required and not activity.has_opinion:
        raise ValidationError(
            _("%(handler)s handles this activity: attach the written opinion before closing it."),
            code="opinion",
            params={"handler": activity.handled_by.label},
        )


def _request_of(activity: Activity) -> CitizenRequest | None:
    return CitizenRequest.objects.select_for_update().filter(activity=activity).first()
