"""The rows of the overview: an association, the windows of a programme, and its meetings in them (MTG-1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import ngettext

from portal.programme.models import MeetingWindow
from portal.tenancy.models import Association

from ..models import MeetingPage
from .reads import Invited, associations_of, invited_of, meetings_in
from .states import MeetingState


@dataclass(frozen=True)
class Line:
    """An association in one window: the meeting that got furthest, and how many there are.

    `held` counts those held in the window, a substitute one included; `delay_days` is of the invitation, or of the
    meeting itself where its window passed without any.
    """

    association: Association
    window: MeetingWindow
    state: MeetingState
    meeting: MeetingPage | None
    invited: Invited | None
    planned: int
    held: int
    delay_days: int

    @property
    def held_on(self) -> date | None:
        """The day of the meeting."""
        return timezone.localdate(self.meeting.starts_at) if self.meeting else None

    @property
    def is_overdue(self) -> bool:
        """Whether the window passed without a meeting."""
        return self.delay_days > 0 and (self.meeting is None or self.state is MeetingState.CANCELLED)

    @property
    def is_late(self) -> bool:
        return self.delay_days > 0

    @property
    def delay(self) -> str:
        """How late it is, in words; empty if it isn't."""
        days = self.delay_days
        if not days:
            return ""
        if self.is_overdue:
            said = ngettext("%(days)d day after the window", "%(days)d days after the window", days)
        elif self.invited is not None and self.invited.on is not None:
            said = ngettext("invited %(days)d day late", "invited %(days)d days late", days)
        else:
            said = ngettext("invitation %(days)d day overdue", "invitation %(days)d days overdue", days)
        return said % {"days": days}

    @property
    def reason(self) -> str:
        """Why the invitation was late, as it was recorded."""
        return self.invited.reason if self.invited is not None and self.is_late and not self.is_overdue else ""


@dataclass(frozen=True)
class Row:
    """An association with its windows in their order (None where its centre didn't run), and the year's meetings.

    `due` is how many windows of the year end while the centre runs.
    """

    association: Association
    lines: list[Line | None]
    held: int
    planned: int
    due: int


def rows_of(windows: Sequence[MeetingWindow], on: date, sites: Iterable[int] | None = None) -> list[Row]:
    """Every association whose centre ran in one of the `windows`, as it stands on a day; or those of `sites`."""
    if not windows:
        return []
    associations = associations_of(sites)
    roots = None if sites is None else [one.root_page.path for one in associations]
    # The whole years: how many meetings there are in one is asked too.
    first = date(min(windows[0].starts_on, on).year, 1, 1)
    last = date(max(windows[-1].ends_on, on).year, 12, 31)
    by_root = meetings_in(first, last, roots)
    meetings = {one.site_id: by_root.get(one.root_page.path, []) for one in associations}
    invited = invited_of(meetings)
    found = []
    for association in associations:
        own = meetings[association.site_id]
        lines = [
            line_of(association, window, own, invited, on) if takes_part(association, window) else None
            for window in windows
        ]
        if any(lines):
            found.append(_row(association, lines, own, on))
    return found


def takes_part(association: Association, window: MeetingWindow) -> bool:
    """Whether the centre ran on the window's last day."""
    since, until = association.centre_since, association.centre_until
    return since is not None and since <= window.ends_on and (until is None or until >= window.ends_on)


def line_of(
    association: Association, window: MeetingWindow, own: list[MeetingPage], invited: dict[int, Invited], on: date
) -> Line:
    """The line of a window from the association's meetings `own`."""
    inside = [one for one in own if window.starts_on <= timezone.localdate(one.starts_at) <= window.ends_on]
    states = {one.pk: state_of(one, invited[one.pk]) for one in inside}
    best = max(inside, key=lambda one: (states[one.pk].progress, -one.starts_at.timestamp()), default=None)
    state = states[best.pk] if best else MeetingState.MISSING
    return Line(
        association=association,
        window=window,
        state=state,
        meeting=best,
        invited=invited[best.pk] if best else None,
        planned=sum(1 for one in states.values() if one is not MeetingState.CANCELLED),
        held=sum(1 for one in states.values() if one is MeetingState.HELD),
        delay_days=_delay(state, invited[best.pk] if best else None, window, on),
    )


def state_of(meeting: MeetingPage, invited: Invited) -> MeetingState:
    """How far one meeting has got."""
    if meeting.is_cancelled:
        return MeetingState.CANCELLED
    if not meeting.live:
        return MeetingState.DRAFT
    if meeting.is_over:
        return MeetingState.HELD
    return MeetingState.INVITED if invited.on else MeetingState.ANNOUNCED


def _delay(state: MeetingState, invited: Invited | None, window: MeetingWindow, on: date) -> int:
    if invited is None or state is MeetingState.CANCELLED:
        return max((on - window.ends_on).days, 0)
    if state is MeetingState.HELD and invited.on is None:
        # Held without the portal's invitation: nobody knows when it was sent.
        return 0
    return invited.days_late(on)


def _row(association: Association, lines: list[Line | None], own: list[MeetingPage], on: date) -> Row:
    this_year = [one for one in own if timezone.localdate(one.starts_at).year == on.year and one.live]
    standing = [one for one in this_year if not one.is_cancelled]
    due = [line for line in lines if line is not None and line.window.ends_on.year == on.year]
    held = sum(1 for one in standing if one.is_over)
    return Row(association, lines, held=held, planned=len(standing), due=len(due))
