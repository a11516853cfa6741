"""The rules for inviting of all associations and of all days, read once for a list (`timing` reads one meeting's)."""

from datetime import date
from typing import Any

from django.utils import timezone

from portal.core.remembered import Remembered
from portal.programme.models import Threshold

from ..enums import PROGRAMME_KINDS, DayCounting
from ..models import MeetingRules
from .timing import INVITATION_DAYS, asked, last_day


def _read_days(_all: None) -> tuple[Threshold, ...]:
    return tuple(Threshold.objects.filter(code=INVITATION_DAYS).order_by("-valid_from", "-pk"))


_days: Remembered[None, tuple[Threshold, ...]] = Remembered(_read_days, "programme.Threshold")


class ManyRules:
    """A query when it is made, none afterwards. What the programme asks is kept for a minute: it is for lists."""

    def __init__(self) -> None:
        self._rules = {rules.site_id: rules for rules in MeetingRules.objects.all()}
        self._values = _days.get(None)

    def last_day_of(self, meeting: Any, site: int | None) -> date | None:
        """The last day for inviting to `meeting` of the association at `site`; None where nothing asks for one.

        The meeting's body has to be loaded.
        """
        held_on = timezone.localdate(meeting.starts_at)
        by_programme = self._programme(held_on) if meeting.kind in PROGRAMME_KINDS else None
        days = asked(meeting.body.invitation_days if meeting.body_id else None, by_programme)
        if days is None:
            return None
        rules = self._rules.get(site or 0) or MeetingRules()
        return last_day(held_on, days, DayCounting(rules.counting), rules.on_working_day)

    def _programme(self, on: date) -> int | None:
        in_force = (
            row for row in self._values if row.valid_from <= on and (not row.valid_until or on < row.valid_until)
        )
        return next((int(row.value) for row in in_force), None)
