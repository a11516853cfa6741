"""The register's history: what each verb writes down about the activity it changes (A3).

Every verb that changes an activity reads `facts` before it begins and calls `note_changes` when the row is saved.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from .enums import ChangeKind
from .models import Activity, ActivityChange


def _plain(name: str) -> Callable[[Activity], str]:
    def read(activity: Activity) -> str:
        value = getattr(activity, name)
        return "" if value is None else str(value)

    return read


def _labelled(name: str) -> Callable[[Activity], str]:
    def read(activity: Activity) -> str:
        row = getattr(activity, name)
        return str(row.label) if row is not None else ""

    return read


def _related(name: str) -> Callable[[Activity], str]:
    def read(activity: Activity) -> str:
        row = getattr(activity, name)
        return str(row) if row is not None else ""

    return read


FACTS: dict[str, Callable[[Activity], str]] = {
    **{name: _plain(name) for name in ("title", "started_on", "description", "status", "source", "closed_on")},
    **{name: _labelled(name) for name in ("trigger", "area", "subarea", "handled_by", "output")},
    **{name: _related(name) for name in ("responsible", "project", "follows", "source_page")},
    **{name: _plain(name) for name in ("is_expert_advice", "project_part", "project_output", "specification")},
    **{name: _plain(name) for name in ("hours", "legal_hours", "saved_czk", "brought_czk", "output_description")},
}
"""How the value of each field of an activity is written down. Municipalities and files have lines of their own."""
MUNICIPALITIES = "municipalities"


def facts(activity: Activity, names: Iterable[str] = FACTS) -> dict[str, str]:
    """What `activity` says now, field by field, in Czech words and ISO days; of the fields `names` only, if given."""
    with override("cs"):
        return {name: FACTS[name](activity) for name in names}


def note_changes(
    activity: Activity, kind: ChangeKind, *, before: Mapping[str, str], user: Any, reason: str = ""
) -> list[str]:
    """Write a line for every field that differs from `before`, of those that are in it, and return their names.

    Without a difference nothing is written, unless there is a `reason`.
    """
    after = facts(activity, before)
    changed = [name for name, value in after.items() if before[name] != value]
    lines = [
        line(activity, kind, user=user, field=name, old=before[name], new=after[name], reason=reason)
        for name in changed
    ]
    if not lines and reason:
        lines = [line(activity, kind, user=user, reason=reason)]
    # One moment for all: they are read as one step.
    now = timezone.now()
    for each in lines:
        each.at = now
    ActivityChange.objects.bulk_create(lines)
    return changed


def note_municipalities(activity: Activity, *, before: Iterable[Any], after: Iterable[Any], user: Any) -> None:
    """Write down whom the activity concerned and concerns now."""
    old, new = (", ".join(sorted(place.name for place in places)) for places in (before, after))
    line(activity, ChangeKind.CHANGED, user=user, field=MUNICIPALITIES, old=old, new=new).save()


def note(activity: Activity, kind: ChangeKind, *, user: Any, old: str = "", new: str = "", reason: str = "") -> None:
    """Write one line about the activity as a whole, or about a file of it."""
    line(activity, kind, user=user, old=old, new=new, reason=reason).save()


def line(
    activity: Activity,
    kind: ChangeKind,
    *,
    user: Any,
    field: str = "",
    old: str = "",
    new: str = "",
    reason: str = "",
) -> ActivityChange:
    """One line of the history, not stored yet. `user` is None where the portal itself acted."""
    return ActivityChange(
        site_id=activity.site_id,
        activity=activity,
        at=timezone.now(),
        user_name=(user.get_full_name() or user.get_username())[:150] if user is not None else "",
        user_key=str(user.pk) if user is not None else "",
        kind=kind,
        field=field,
        old=old,
        new=new,
        reason=reason,
    )
