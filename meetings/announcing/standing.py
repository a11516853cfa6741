"""How a notice stands with its invitation, for the panel of the editor (M2, MTG-1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from portal.programme.models import MeetingWindow
from portal.tenancy.models import Association

from ..enums import PROGRAMME_KINDS
from .guard import late_rule
from .timing import InvitationRule, days_for, rule_of


@dataclass(frozen=True)
class WindowStanding:
    """The programme's window a meeting falls into, and how many others of the association do."""

    window: MeetingWindow
    others: int
    place: int
    """Which meeting of the programme this one is, by its windows: the opening one is the first."""

    @property
    def months(self) -> str:
        """„listopad–prosinec 2026“."""
        first, last = self.window.starts_on, self.window.ends_on
        if (first.year, first.month) == (last.year, last.month):
            return date_format(first, "F Y")
        start = date_format(first, "F" if first.year == last.year else "F Y")
        return f"{start}–{date_format(last, 'F Y')}"


@dataclass(frozen=True)
class InvitationStanding:
    """What the panel shows. `days` is said where no day is chosen yet."""

    days: int | None = None
    rule: InvitationRule | None = None
    left: int = 0
    is_refused: bool = False
    """Whether publishing it today needs a reason."""
    may_override: bool = False
    late: Any = None
    window: WindowStanding | None = None
    is_outside: bool = False
    """Whether it is of the programme's kinds but in none of its windows."""
    invited_at: Any = None


def standing_of(meeting: Any, association: Association | None, user: Any) -> InvitationStanding:
    """How the instance `meeting` (as the editor has it, saved or not) stands for `user`."""
    from .inviting import invited_by
    from .late import allowed, may_override

    body = meeting.body if meeting.body_id else None
    if meeting.starts_at is None:
        return InvitationStanding(days=days_for(kind=meeting.kind, body=body))
    site_id = association.site_id if association else None
    rule = rule_of(meeting, site_id=site_id)
    window = _window(meeting, association, rule)
    held_on = timezone.localdate(meeting.starts_at)
    line = invited_by(meeting) if meeting.pk else None
    return InvitationStanding(
        days=rule.days if rule else None,
        rule=rule,
        left=rule.days_left() if rule else 0,
        is_refused=line is None and late_rule(meeting, site_id=site_id) is not None,
        may_override=may_override(user, site_id),
        late=allowed(meeting, held_on),
        window=window,
        is_outside=rule is not None and meeting.kind in PROGRAMME_KINDS and window is None,
        invited_at=line.at if line else None,
    )


def _window(meeting: Any, association: Association | None, rule: InvitationRule | None) -> WindowStanding | None:
    if rule is None or rule.window is None or association is None:
        return None
    window = rule.window
    days = held_days(association, besides=meeting.pk)
    others = sum(window.starts_on <= day <= window.ends_on for day in days)
    return WindowStanding(window, others, window.number)


def held_days(association: Association, *, besides: int | None = None) -> list[date]:
    """The days of the association's meetings of the programme's kinds, planned or held, without cancelled ones."""
    from ..models import MeetingPage

    pages = MeetingPage.objects.descendant_of(association.root_page).filter(
        kind__in=PROGRAMME_KINDS, alias_of=None, locale=association.root_page.locale_id, cancelled_at=None
    )
    moments = pages.exclude(pk=besides).values_list("starts_at", flat=True)
    return [timezone.localdate(moment) for moment in moments]
