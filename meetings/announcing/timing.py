"""By when a meeting has to be announced and people invited to it, as the rule says (M2, MTG-1, MTG-3).

Days are days in Prague. The rule is that of the body and, for its own kinds, the programme's: whichever asks for more.
How the days are counted is the association's choice (`MeetingRules`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal.core.working_days import ONE_DAY, is_working_day
from portal.programme.models import MeetingWindow
from portal.programme.querysets import UnknownThreshold, meeting_window, threshold
from portal.tenancy.models import Association

from ..bodies import rules_of
from ..enums import PROGRAMME_KINDS, DayCounting
from ..models.bodies import MeetingBody, MeetingRules

INVITATION_DAYS = "meeting_invitation_days"


@dataclass(frozen=True)
class InvitationRule:
    """What holds for a meeting on `held_on`: so many `days` ahead, on `last_day` at the latest.

    `window` is the programme's one the day falls into; None for meetings the programme doesn't ask for.
    """

    days: int
    last_day: date
    held_on: date
    counting: DayCounting = DayCounting.CALENDAR
    on_working_day: bool = False
    window: MeetingWindow | None = None

    def is_late(self, on: date | None = None) -> bool:
        """Whether it is too late `on` a day (today); on the last day itself it isn't."""
        return (on or timezone.localdate()) > self.last_day

    def days_left(self, on: date | None = None) -> int:
        """How many days there are until the last one; 0 on the last day, negative after it."""
        return (self.last_day - (on or timezone.localdate())).days


def rule_of(meeting: Any, *, site_id: int | None = None) -> InvitationRule | None:
    """The rule for `meeting` as the instance says it, saved or not; None where nothing asks for an invitation ahead.

    An instance that stands in no tree and has no body says whose it is by `site_id`; else the usual counting holds.
    """
    if meeting.starts_at is None:
        return None
    body = meeting.body if meeting.body_id else None
    return rule_for(
        kind=meeting.kind,
        body=body,
        held_on=timezone.localdate(meeting.starts_at),
        site_id=site_id or _site_of(meeting),
    )


def rule_for(*, kind: str, body: MeetingBody | None, held_on: date, site_id: int | None) -> InvitationRule | None:
    """The rule for a meeting of this kind and body on a day in Prague; None where nothing asks for one."""
    days = days_for(kind=kind, body=body, on=held_on)
    if days is None:
        return None
    rules = rules_of(site_id) if site_id is not None else MeetingRules()
    counting = DayCounting(rules.counting)
    window = meeting_window(held_on) if kind in PROGRAMME_KINDS else None
    return InvitationRule(
        days, last_day(held_on, days, counting, rules.on_working_day), held_on, counting, rules.on_working_day, window
    )


def days_for(*, kind: str, body: MeetingBody | None, on: date | None = None) -> int | None:
    """How many days ahead, by the body's statutes and the programme in force `on` the day of the meeting; the more."""
    by_programme = programme_days(on) if kind in PROGRAMME_KINDS else None
    return asked(body.invitation_days if body is not None else None, by_programme)


def asked(by_statutes: int | None, by_programme: int | None) -> int | None:
    """How many days ahead where two rules may ask: the more. A body's own rule takes nothing off the programme's."""
    return max((days for days in (by_statutes, by_programme) if days is not None), default=None)


def programme_days(on: date | None = None) -> int | None:
    """How many days ahead the programme asks for (MTG-3); None where it doesn't say."""
    try:
        return int(threshold(INVITATION_DAYS, on=on))
    except UnknownThreshold:
        return None


def last_day(held_on: date, days: int, counting: DayCounting, on_working_day: bool) -> date:
    """The last day on which an invitation to a meeting on `held_on` is in time."""
    day = held_on - timedelta(days=days + (counting == DayCounting.CLEAR))
    while on_working_day and not is_working_day(day):
        day -= ONE_DAY
    return day


def _site_of(meeting: Any) -> int | None:
    if meeting.body_id:
        return int(meeting.body.site_id)
    if not meeting.path:
        return None
    root = meeting.get_ancestors(inclusive=True).filter(depth=2).first()
    if root is None:
        return None
    found = Association.objects.filter(root_page__translation_key=root.translation_key)
    return found.values_list("site_id", flat=True).first()
