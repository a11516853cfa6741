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

from ..closing.activities import call_off, finish, locked_activity, put_file
from ..enums import RUNNING_ACTIVITY, ActivityStatus, AttachmentKind, ChangeKind, RequestStatus
from ..history import facts, note, note_changes, note_municipalities
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
    note(activity, ChangeKind.OPENED, user=user)
    log(activity, "contact_centre.open", user=user)
    return activity


@transaction.atomic
def change_activity(*, activity: Activity, user: Any = None, **values: Any) -> Activity:
    """Change a running activity; `values` are fields of `CHANGEABLE`. Returns it as it is now.

    A request follows: work on its activity is work on it. Where the activity of a request stands is the request's
    matter once it began: it goes on, waits and ends with the request. Raises ValidationError at the fields, also
    when the activity has been closed or cancelled in the meantime; TypeError for another field.
    """
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"change_activity can't change {', '.join(sorted(unknown))}")
    request = _request_of(activity)
    current = locked_activity(activity.pk)
    municipalities = values.pop("municipalities", None)
    before = facts(current)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if request is not None and "status" in changed and not _may_stand(request, values["status"]):
        raise ValidationError({"status": _("The request that this activity keeps decides where it stands.")})
    for name, value in values.items():
        setattr(current, name, value)
    _check_running(current)
    current.save()
    note_changes(current, ChangeKind.CHANGED, before=before, user=user)
    served = list(current.municipalities.all())
    if municipalities is not None and set(municipalities) != set(served):
        municipalities = list(municipalities)
        _check_served(current, municipalities)
        note_municipalities(current, before=served, after=municipalities, user=user)
        current.municipalities.set(municipalities)
        changed.append("municipalities")
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
    user: Any = None,
) -> Activity:
    """Close a running activity (ACT-3) and return it as it is now; `closed_on` is today by default.

    One that keeps a citizen's request ends with the request, never by itself (CIT-5): it is refused. Raises
    ValidationError at the fields as `finish` does, or when it is closed already.
    """
    _refuse_request(activity)
    current = locked_activity(activity.pk)
    return finish(current, output=output, description=output_description, closed_on=closed_on, user=user)


@transaction.atomic
def cancel_activity(*, activity: Activity, reason: str, user: Any = None) -> Activity:
    """Cancel a running activity, which then never counts; `reason` stays in the log. Returns it as it is now.

    Raises ValidationError without a reason, and for an activity that keeps a citizen's request: those
    are closed with it, never cancelled by hand (CIT-4).
    """
    _refuse_request(activity)
    return call_off(locked_activity(activity.pk), reason=reason, user=user)


def attach_file(
    *, activity: Activity, file: CheckedFile, kind: str = AttachmentKind.ATTACHMENT, user: Any = None
) -> ActivityAttachment:
    """Store a checked file with a running activity; a written opinion has the kind ``opinion`` (ACT-4).

    Raises ValidationError when the activity has been closed or cancelled.
    """
    with stored(file, ActivityAttachment) as values, transaction.atomic():
        return put_file(locked_activity(activity.pk), values, kind=kind, user=user)


@transaction.atomic
def remove_file(*, attachment: ActivityAttachment, user: Any = None) -> None:
    """Take a file away from a running activity; its name stays in the log. Raises ValidationError if it's closed."""
    current = locked_activity(attachment.activity_id)
    name = attachment.file.name or ""
    note(current, ChangeKind.FILE_REMOVED, user=user, old=attachment.original_name)
    log(current, "contact_centre.detach", user=user, data={"name": attachment.original_name})
    attachment.delete()
    transaction.on_commit(lambda: private_storage().delete(name))


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


def _request_of(activity: Activity) -> CitizenRequest | None:
    """The request the activity keeps, held: a request is locked before its activity, everywhere."""
    return CitizenRequest.objects.select_for_update().filter(activity=activity.pk).first()


def _may_stand(request: CitizenRequest, status: str) -> bool:
    """Whether the register may bring the activity of `request` to `status`: on with the work, never back or past it."""
    begun = request.status != RequestStatus.REGISTERED
    return request.is_worked_on and not (begun and status == ActivityStatus.OPEN)


def _refuse_request(activity: Activity) -> None:
    if _request_of(activity) is not None:
        raise ValidationError(
            _("This activity keeps a citizen's request: close the request, and the activity ends with it."),
            code="request",
        )
