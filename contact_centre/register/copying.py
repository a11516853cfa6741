"""A new activity like an earlier one."""

from typing import Any

from django.utils import timezone

from portal.core.models import CodeListEntry

from ..enums import ActivitySource, ActivityStatus
from ..models import Activity
from .checks import has_retired

COPIED = (
    *("site", "title", "trigger", "area", "subarea", "description", "handled_by", "responsible", "is_expert_advice"),
    *("source", "source_page", "project", "follows", "specification"),
)


def copy_of(activity: Activity) -> dict[str, Any]:
    """What `open_activity` would take to record one more like `activity`: today's, open, with nothing that came of it.

    Retired entries of code lists are left out, so is the part of a project, which counts once. What was done for a
    citizen's request is done anew as the centre's own work.
    """
    values = {name: getattr(activity, name) for name in COPIED}
    for name, value in values.items():
        if isinstance(value, CodeListEntry) and has_retired(value):
            values[name] = None
    if activity.source == ActivitySource.REQUEST:
        values["source"] = ActivitySource.OWN
    return {
        **values,
        "started_on": timezone.localdate(),
        "status": ActivityStatus.OPEN,
        "municipalities": list(activity.municipalities.all()),
    }
