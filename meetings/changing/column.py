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
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date, cs_datetime, cs_weekday

from ..announcing.many_rules import ManyRules
from ..enums import AnnouncementKind
from ..models import Announcement, Invitation, MeetingPage
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
    own = policy_registry.get_by_type(Announcement).site_ids(user, ("add",))
    rules = ManyRules()
    for meeting in meetings:
        state = state_of(meeting, told[meeting.pk])
        waits = state in {MeetingState.DRAFT, *OPEN} and AnnouncementKind.INVITED not in told[meeting.pk]
        invited, reached = people.get(meeting.pk, (0, 0))
        site: int | None = meeting.site_ref
        by = rules.last_day_of(meeting, site) if waits and not meeting.is_over else None
        meeting.cell = Cell(state, invited, reached, by, own is None or site in own)
