"""Writing down what those served said of an activity (TGT-6)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ..enums import Asked, AskedBy, QualityOutcome
from ..models import QualityCheck
from .waiting import NOTHING_YET

JUDGED = (QualityOutcome.GOOD, QualityOutcome.RESERVATIONS, QualityOutcome.POOR)
"""Outcomes of somebody who knew the activity; only they give a grade."""
RECORDED = ("outcome", "asked", "asked_by", "asked_on", "grade", "note")


@transaction.atomic
def record_quality(
    *,
    check: QualityCheck,
    outcome: QualityOutcome,
    asked: Asked | str,
    asked_by: AskedBy | str,
    asked_on: date,
    grade: int | None,
    note: str,
    user: Any,
    corrects: bool = False,
) -> QualityCheck:
    """Record the outcome of `check`; one that `corrects` another keeps the earlier values in the log.

    Raises ValidationError for values that don't go together, and if somebody recorded an outcome in the meantime.
    """
    current: QualityCheck = QualityCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if current.outcome != NOTHING_YET and not corrects:
        raise ValidationError(_("Somebody has recorded this check in the meantime. Look at it before you change it."))
    before = _values(current)
    current.outcome, current.grade = QualityOutcome(outcome), grade
    # Nobody was asked if nobody was reached, and who doesn't know the activity gives it no grade.
    current.asked = "" if outcome == QualityOutcome.NOT_REACHED else asked
    current.asked_by, current.asked_on, current.note = asked_by, asked_on, note.strip()
    _refuse(current)
    if corrects and _values(current) == before:
        return current
    if not before["outcome"]:
        current.recorded_at, current.recorded_by = timezone.now(), user
    current.full_clean(exclude=["site", "sample", "activity", "recorded_by"])
    current.save()
    if before["outcome"]:
        data = {"before": before, "after": _values(current)}
        log(current, "contact_centre.quality_corrected", user=user, data=data)
    else:
        log(current, "contact_centre.quality", user=user, data={"outcome": str(current.outcome)})
    return current


def _refuse(check: QualityCheck) -> None:
    errors: dict[str, str] = {}
    is_judged = check.outcome in JUDGED
    if check.asked_on is None or check.asked_on > timezone.localdate():
        errors["asked_on"] = _("This day is yet to come.")
    elif check.asked_on < timezone.localdate(check.sample.drawn_at):
        errors["asked_on"] = _("The activity was drawn only later.")
    if check.outcome != QualityOutcome.NOT_REACHED and not check.asked:
        errors["asked"] = _("Say who was asked: the role, not the name.")
    if not check.asked_by:
        errors["asked_by"] = _("Say how.")
    if check.grade is not None and not is_judged:
        errors["grade"] = _("Only who knows the activity gives it a grade.")
    if errors:
        raise ValidationError(errors)


def _values(check: QualityCheck) -> dict[str, Any]:
    """What is recorded, as the log keeps it."""
    found = {name: getattr(check, name) for name in RECORDED}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}
