"""What is done with programmes."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from wagtail.log_actions import log

from .calendar_file import Calendar, CalendarFault, row_key
from .guards import ask_guards
from .models import Programme, Threshold


@dataclass(frozen=True)
class Loaded:
    """The programme and how many of its rows (itself included) were made, changed and left as they were."""

    programme: Programme
    created: int
    changed: int
    unchanged: int


@transaction.atomic
def load_programme(*, calendar: Calendar, user: Any = None) -> Loaded:
    """Bring the database up to `calendar`: rows of the file are made or changed, other rows stay.

    Loading the same file twice changes nothing the second time. Raises CalendarFault if a row doesn't fit
    what is there (overlapping periods, a threshold with rules of its own); nothing is changed then.
    """
    counts = {"created": 0, "changed": 0, "unchanged": 0}
    programme = _bring_up(calendar.programme, {"code": calendar.programme.code}, counts)
    faults: list[str] = []
    written = []
    for row in calendar.rows:
        row.programme = programme
        try:
            written.append(_bring_up(row, {"programme": programme, **row_key(row)}, counts))
        except ValidationError as error:
            faults.append(_fault(row, error))
    for saved in written:
        try:
            saved.full_clean()
        except ValidationError as error:
            faults.append(_fault(saved, error))
    if faults:
        raise CalendarFault(faults)
    if counts["created"] or counts["changed"]:
        log(instance=programme, action="programme.load", user=user, data=counts)
    return Loaded(programme, **counts)


def _fault(row: Model, error: ValidationError) -> str:
    return f"{row._meta.verbose_name} {row}: {' '.join(error.messages)}"


def _bring_up[M: Model](row: M, key: dict[str, Any], counts: dict[str, int]) -> M:
    model = type(row)
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
    existing = model._default_manager.filter(**key).first()
    if isinstance(row, Threshold):
        ask_guards(row, Threshold.objects.filter(**key).first())
    if existing is None:
        row.save(force_insert=True)
        counts["created"] += 1
        return row
    if all(getattr(existing, name) == value for name, value in values.items()):
        counts["unchanged"] += 1
        return existing
    for name, value in values.items():
        setattr(existing, name, value)
    existing.save()
    counts["changed"] += 1
    return existing
