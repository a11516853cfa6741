"""Changing a running activity (ACT-2, A2)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..closing.activities import locked_activity
from ..enums import ActivitySource, ActivityStatus, ChangeKind, RequestStatus
from ..history import facts, note_changes, note_municipalities
from ..legal.specialist import tell_union
from ..life import move
from ..models import Activity, CitizenRequest
from .checks import check_current, check_running, check_served, hold_project

CHANGEABLE = frozenset(
    {
        *("title", "started_on", "trigger", "area", "subarea", "description", "handled_by", "responsible"),
        *("status", "is_expert_advice", "municipalities", "source", "source_page", "follows", "specification"),
        *("project", "project_part", "project_output", "hours", "legal_hours", "saved_czk", "brought_czk"),
    }
)


@transaction.atomic
def change_activity(*, activity: Activity, user: Any = None, **values: Any) -> Activity:
    """Change a running activity; `values` are fields of `CHANGEABLE`. Returns it as it is now.

    A request follows: work on its activity is work on it. Where the activity of a request stands is the request's
    matter once it began: it goes on, waits and ends with the request. Raises ValidationError at the fields, also
    when the activity has been closed or cancelled in the meantime; TypeError for another field.
    """
    if unknown := values.keys() - CHANGEABLE:
        raise TypeError(f"change_activity can't change {', '.join(sorted(unknown))}")
    request = request_of(activity)
    current = locked_activity(activity.pk)
    municipalities = values.pop("municipalities", None)
    before = facts(current)
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if request is not None:
        _leave_to_request(request, {name: values[name] for name in changed})
    for name, value in values.items():
        setattr(current, name, value)
    check_current(current, changed)
    hold_project(current)
    check_running(current)
    current.save()
    note_changes(current, ChangeKind.CHANGED, before=before, user=user)
    served = list(current.municipalities.all())
    if municipalities is not None and set(municipalities) != set(served):
        municipalities = list(municipalities)
        check_served(current, municipalities)
        note_municipalities(current, before=served, after=municipalities, user=user)
        current.municipalities.set(municipalities)
        changed.append("municipalities")
    if request and request.status == RequestStatus.REGISTERED and current.status != ActivityStatus.OPEN:
        move(request, RequestStatus.IN_PROGRESS, user=user)
    log(current, "contact_centre.change", user=user, content_changed=bool(changed), data={"fields": changed})
    tell_union(current)
    return current


def request_of(activity: Activity) -> CitizenRequest | None:
    """The request the activity keeps, held: a request is locked before its activity, everywhere."""
    return CitizenRequest.objects.select_for_update().filter(activity=activity.pk).first()


def _leave_to_request(request: CitizenRequest, changed: dict[str, Any]) -> None:
    """What the register may not change of the activity that keeps `request`: it goes on with the work, no more."""
    if "source" in changed and changed["source"] != ActivitySource.REQUEST:
        raise ValidationError({"source": _("An activity of a citizen's request is made with the request.")})
    if request.status == RequestStatus.HANDED_OVER and getattr(changed.get("handled_by"), "opinion_required", False):
        raise ValidationError(
            {"handled_by": _("The request lies with the municipality, whose answer ends the activity.")}
        )
    if "status" in changed:
        begun = request.status != RequestStatus.REGISTERED
        if not request.is_worked_on or (begun and changed["status"] == ActivityStatus.OPEN):
            raise ValidationError({"status": _("The request that this activity keeps decides where it stands.")})
