"""What the list of meetings says of each: its state, who was invited, the last day for it; in a few queries for all."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column

from portal.core.templatetags.portal import cs_date, cs_datetime, cs_weekday
from portal.programme.models import Threshold
from portal.tenancy.boundary import sites_of

from ..announcing.timing import INVITATION_DAYS, last_day
from ..enums import PROGRAMME_KINDS, AnnouncementKind, DayCounting
from ..models import Announcement, Invitation, MeetingPage, MeetingRules
from .states import MeetingState, state_of

OPEN = frozenset({MeetingState.ANNOUNCED, MeetingState.INVITED, MeetingState.MOVED})
"""States in which something can be announced."""


@dataclass(frozen=True)
class Cell:
    """What stands in the row of one meeting. `invite_by` is the last day for inviting that is still ahead or missed."""

    state: MeetingState
    invited: int
    reached: int
    invite_by: date | None
    may_announce: bool

    @property
    def can_change(self) -> bool:
        """Whether its user can move or cancel it now."""
        return self.may_announce and self.state in OPEN

    @property
    def in_words(self) -> str:
        """The state; of a meeting people are invited to also how many, and how many of them mail reaches."""
        words = str(self.state.label)
        if not self.invited:
            return words
        said = ngettext(
            "%(reached)d of %(count)d invited reached", "%(reached)d of %(count)d invited reached", self.invited
        )
        return f"{words}, {said % {'reached': self.reached, 'count': self.invited}}"


class WhenColumn(Column):
    """The day of the week, the day and the hour in Prague."""

    def get_value(self, instance: Any) -> str:
        return f"{cs_weekday(instance.starts_at)} {cs_datetime(instance.starts_at)}"


class BodyColumn(Column):
    """The body that meets; the kind of the meeting where none was chosen."""

    def get_value(self, instance: Any) -> str:
        return str(instance.body) if instance.body_id else str(instance.get_kind_display())


class StateColumn(Column):
    """`Cell.in_words`."""

    def get_value(self, instance: Any) -> str:
        return instance.cell.in_words if hasattr(instance, "cell") else ""


class InviteByColumn(Column):
    """By when people are to be invited, while they aren't."""

    def get_value(self, instance: Any) -> str:
        day = instance.cell.invite_by if hasattr(instance, "cell") else None
        if day is None:
            return ""
        return cs_date(day) if day >= timezone.localdate() else _("was %(day)s") % {"day": cs_date(day)}


def meeting_columns() -> list[Column]:
    """The list's own columns, in their order."""
    return [
        WhenColumn("starts_at", label=gettext_lazy("Begins"), sort_key="starts_at", width="13%"),
        BodyColumn("body", label=gettext_lazy("Body"), width="11%"),
        StateColumn("state", label=gettext_lazy("State"), width="14%"),
        InviteByColumn("invite_by", label=gettext_lazy("Invite by"), width="9%"),
    ]


def put_cells(meetings: Sequence[MeetingPage], user: Any) -> None:
    """Say of each listed meeting how it stands (`cell`). Each has `site_ref`, the site of its association."""
    keys = [meeting.pk for meeting in meetings]
    told: dict[int, set[str]] = defaultdict(set)
    for key, kind in Announcement.objects.filter(meeting__in=keys).values_list("meeting", "kind"):
        told[key].add(kind)
    counted = Invitation.objects.filter(meeting__in=keys).order_by().values_list("meeting")
    people = {row[0]: row[1:] for row in counted.annotate(Count("pk"), reached=Count("pk", filter=Q(problem="")))}
    own = set(sites_of(user, Announcement, "add").values_list("pk", flat=True))
    days = _Days()
    for meeting in meetings:
        state = state_of(meeting, told[meeting.pk])
        waits = state in {MeetingState.DRAFT, *OPEN} and AnnouncementKind.INVITED not in told[meeting.pk]
        invited, reached = people.get(meeting.pk, (0, 0))
        site: int | None = meeting.site_ref
        by = days.last_day_of(meeting, site) if waits and not meeting.is_over else None
        meeting.cell = Cell(state, invited, reached, by, site in own)


class _Days:
    """The rules for inviting of all associations and of all days, read once (`announcing.timing` reads one's)."""

    def __init__(self) -> None:
        self.rules = {rules.site_id: rules for rules in MeetingRules.objects.all()}
        values = Threshold.objects.filter(code=INVITATION_DAYS).order_by("-valid_from", "-pk")
        self.values = list(values)

    def last_day_of(self, meeting: MeetingPage, site: int | None) -> date | None:
        held_on = timezone.localdate(meeting.starts_at)
        days = self._days(meeting, held_on)
        if days is None:
            return None
        rules = self.rules.get(site or 0) or MeetingRules()
        return last_day(held_on, days, DayCounting(rules.counting), rules.on_working_day)

    def _days(self, meeting: MeetingPage, on: date) -> int | None:
        body = meeting.body if meeting.body_id else None
        if body is not None and body.invitation_days is not None:
            return int(body.invitation_days)
        if meeting.kind not in PROGRAMME_KINDS:
            return None
        in_force = (row for row in self.values if _holds(row, on))
        return next((int(row.value) for row in in_force), None)


def _holds(row: Threshold, on: date) -> bool:
    return row.valid_from <= on and (row.valid_until is None or on < row.valid_until)
