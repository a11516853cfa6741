"""What of the register waits for its centre: running activities, periods to be explained."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.absences.duty import cases_of
from portal.tenancy.desk import LATE, DeskLine, DeskRows, is_ahead, is_past
from portal.tenancy.models import StaffMember

from ..enums import RUNNING_ACTIVITY
from ..explanations.waiting import to_explain
from ..models import Activity

EXPLAIN = "?waiting=explain"


def my_activities(user: Any) -> DeskRows | None:
    """The running activities for which the user answers, or somebody they stand in for."""
    if not _works(user):
        return None
    people = list(StaffMember.objects.filter(user__in=cases_of(user)).order_by("pk").values_list("pk", flat=True))
    if not people:
        return None
    rows = Activity.objects.for_user(user).running().filter(responsible__in=people)
    return DeskRows(rows, _mine, _running_url(*(("responsible", str(pk)) for pk in people)), "my_activities")


def running_activities(user: Any) -> DeskRows | None:
    """All running activities of the centre."""
    if not _works(user):
        return None
    return DeskRows(Activity.objects.for_user(user).running(), _running, _running_url(), "activities")


def to_explain_line(user: Any) -> DeskRows:
    """Periods not met that the manager has to explain to the Union."""
    return DeskRows(to_explain(user), _to_explain, f"{reverse('explanations:index')}{EXPLAIN}", "to_explain", LATE)


def explanation_days(user: Any) -> Iterator[DeskLine]:
    """The days by which explanations have to be sent."""
    for due_on in sorted({row.explanation_due_on for row in to_explain(user) if row.explanation_due_on}):
        if is_ahead(due_on) or is_past(due_on):
            text = _("Explanation of a period not met: send it to the Union")
            tone = LATE if is_past(due_on) else ""
            yield DeskLine(text, f"{reverse('explanations:index')}{EXPLAIN}", None, "explanation_due", tone, due_on)


def _mine(count: int) -> str:
    said = ngettext("%(count)d running activity is yours", "%(count)d running activities are yours", count)
    return said % {"count": count}


def _running(count: int) -> str:
    return ngettext("%(count)d running activity", "%(count)d running activities", count) % {"count": count}


def _to_explain(count: int) -> str:
    said = ngettext("%(count)d period to explain to the Union", "%(count)d periods to explain to the Union", count)
    return said % {"count": count}


def _works(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Activity).user_has_any_permission(user, ["add", "change", "view"]))


def _running_url(*more: tuple[str, str]) -> str:
    states = [("status", state.value) for state in RUNNING_ACTIVITY]
    return f"{reverse('activities:index')}?{urlencode([*states, *more])}"
