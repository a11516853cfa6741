"""The Union changes the minimum of activities: at set dates, by so much at most (TGT-2)."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Programme, Threshold

from ..targets.counting import MINIMUM
from .letters import tell_centres
from .rules import ONE_DAY, chance_of, check_change


@transaction.atomic
def change_minimum(*, value: int, valid_from: date, user: Any) -> Threshold:
    """Set the minimum of a period to `value` from `valid_from` on, end the one in force, write to every centre.

    Until the last day for announcing, a value set for that day may be set once more; centres are told again. Raises
    ValidationError (at ``value`` or ``valid_from``) for a day or a value the programme doesn't allow.
    """
    kind = DeadlineKind.ACTIVITY_MINIMUM_CHANGE
    deadlines = Deadline.objects.filter(kind=kind, due_on=valid_from - ONE_DAY).select_related("programme")
    deadline = deadlines.order_by("-programme__starts_on", "-programme").first()
    if deadline is not None:
        # One after another: who comes second reads what the first one set.
        Programme.objects.select_for_update().get(pk=deadline.programme_id)
    chance = check_change(chance_of(deadline) if deadline is not None else None, value, valid_from)
    was = chance.in_force
    before = int(was.value)
    if before == value:
        raise ValidationError({"value": _("This number is in force then anyway.")})
    row = was if chance.decided is not None else _following(was, valid_from)
    row.value = value
    row.save()
    data = {"value": value, "before": before, "valid_from": valid_from.isoformat()}
    log(row, "contact_centre.change_minimum", user=user, data=data)
    tell_centres(row, before=before, deadline=chance.announce_by)
    return row


def _following(was: Threshold, valid_from: date) -> Threshold:
    """The row that takes over from `was`, which ends."""
    until = was.valid_until
    was.valid_until = valid_from
    was.save(update_fields=["valid_until"])
    return Threshold(
        programme_id=was.programme_id,
        code=MINIMUM,
        name=was.name,
        translations=was.translations,
        unit=was.unit,
        source=was.source,
        valid_from=valid_from,
        valid_until=until,
    )
