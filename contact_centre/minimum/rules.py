"""By how much and from when the minimum of activities may change, and why nothing else changes it (TGT-2).

The methodology (ch. 2.1.3): the change is possible at set days (table 2: 30 September), from the next day on
(1 October), announced by that day at the latest, by at most a fifth of the value in force.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.programme.enums import DeadlineKind
from portal.programme.models import Deadline, Threshold
from portal.programme.querysets import threshold

from ..targets.counting import MINIMUM

LIMIT = "minimum_change_limit"
"""Code of the threshold: by how many per cent the minimum may change at most."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Chance:
    """One allowed change: announced by `announce_by`, valid from the next day on, in place of `in_force`."""

    deadline: Deadline
    in_force: Threshold
    lowest: int
    highest: int

    @property
    def announce_by(self) -> date:
        return self.deadline.due_on

    @property
    def valid_from(self) -> date:
        return self.deadline.due_on + ONE_DAY

    @property
    def decided(self) -> int | None:
        """The value that was set for this day already."""
        return int(self.in_force.value) if self.in_force.valid_from == self.valid_from else None


def chances(today: date | None = None) -> list[Chance]:
    """The changes that can still be made, the nearest first."""
    day = today or timezone.localdate()
    rows = Deadline.objects.filter(kind=DeadlineKind.ACTIVITY_MINIMUM_CHANGE, due_on__gte=day)
    found = [chance_of(deadline) for deadline in rows.select_related("programme").order_by("due_on", "-programme")]
    return [chance for chance in found if chance is not None]


def chance_of(deadline: Deadline) -> Chance | None:
    """What may be set at this day; None if the programme has no minimum that could change."""
    of_programme = Threshold.objects.filter(programme=deadline.programme_id, code=MINIMUM)
    before: Threshold | None = of_programme.valid_on(deadline.due_on).order_by("-valid_from").first()
    if before is None:
        return None
    limit = threshold(LIMIT, on=deadline.due_on) / Decimal(100)
    after = of_programme.filter(valid_from=deadline.due_on + ONE_DAY).first()
    return Chance(
        deadline,
        after or before,
        int((before.value * (1 - limit)).to_integral_value(ROUND_CEILING)),
        int((before.value * (1 + limit)).to_integral_value(ROUND_FLOOR)),
    )


def check_change(chance: Chance | None, value: int, valid_from: date) -> Chance:
    """The chance, if it allows `value`. Raises ValidationError at ``value`` or ``valid_from``."""
    if chance is None:
        raise ValidationError(
            {"valid_from": _("The minimum can't change from %(day)s.") % {"day": cs_date(valid_from)}}
        )
    if timezone.localdate() > chance.announce_by:
        text = _("A change from this day had to be announced by %(day)s.") % {"day": cs_date(chance.announce_by)}
        raise ValidationError({"valid_from": text})
    if not chance.lowest <= value <= chance.highest:
        text = _("Choose a number from %(lowest)s to %(highest)s.")
        raise ValidationError({"value": text % {"lowest": chance.lowest, "highest": chance.highest}})
    return chance


def guard_minimum(row: Threshold, stored: Threshold | None) -> None:
    """Refuse to change the minimum by a plain form or a file: allowed days, range and letters would be left out.

    Free is the first value of a programme, as long as the programme isn't bound by it: when it is stored for the first
    time, and before the day it holds from. Raises ValidationError at ``value``.
    """
    rows = Threshold.objects.filter(programme=row.programme_id, code=MINIMUM)
    if stored is not None and stored.code == MINIMUM:
        others = Threshold.objects.filter(programme=stored.programme_id, code=MINIMUM).exclude(pk=stored.pk)
        if stored.valid_from > timezone.localdate() and not others.exists():
            return
    elif not rows.exclude(pk=row.pk).exists():
        return
    raise ValidationError(
        {
            "value": _(
                "The minimum of activities changes only on the page “Change of the minimum”: it keeps to the allowed "
                "days and range, and tells every centre."
            )
        }
    )
