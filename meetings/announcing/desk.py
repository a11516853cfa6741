"""Invitations on the desk: whose last day comes or went by, and those that didn't arrive (U1, M2, MTG-3)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.templatetags.portal import cs_date
from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import LATE, DeskLine, DeskRows, for_user, own_association, register_desk_line

from ..bodies import rules_of
from ..enums import PROGRAMME_KINDS, AnnouncementKind, DayCounting
from ..models import Announcement, Invitation, MeetingPage
from .invitation_list import ALL_NOT_ARRIVED
from .invite_views import INVITE, LIST
from .inviting import may_invite
from .mail_state import not_arrived
from .timing import InvitationRule, days_for, last_day

SOON = timedelta(days=14)
"""So long before its last day an invitation stands on the desk."""
PRESSING = timedelta(days=3)
AT_MOST = 5
FAR = timedelta(days=60)
"""Meetings later than this have their last day later too, with the days statutes ask for."""


def to_invite(request: HttpRequest) -> Iterator[DeskLine]:
    """Meetings ahead that ask for an invitation nobody has sent, for who may send it; the nearest first."""
    association = None if is_union_user(request.user) else own_association(request)
    if association is None or not may_invite(request.user, association.site_id):
        return
    now = timezone.now()
    sent = Announcement.objects.filter(meeting=OuterRef("pk"), kind=AnnouncementKind.INVITED)
    ahead = MeetingPage.objects.descendant_of(association.root_page).filter(
        ~Exists(sent), starts_at__gt=now, starts_at__lt=now + FAR, alias_of=None, cancelled_at=None
    )
    asked = ahead.filter(Q(kind__in=PROGRAMME_KINDS) | Q(body__invitation_days__isnull=False))
    meetings = list(asked.select_related("body").defer("programme").order_by("starts_at", "pk")[:AT_MOST])
    if not meetings:
        return
    rules = rules_of(association.site_id)
    for meeting in meetings:
        held_on = timezone.localdate(meeting.starts_at)
        days = days_for(kind=meeting.kind, body=meeting.body, on=held_on)
        if days is None:
            continue
        rule = InvitationRule(days, last_day(held_on, days, DayCounting(rules.counting), rules.on_working_day), held_on)
        if rule.days_left() <= SOON.days:
            yield _due(meeting, rule)


def _due(meeting: MeetingPage, rule: InvitationRule) -> DeskLine:
    late = _("The invitation to the meeting on %(day)s is late and hasn't gone out")
    due = _("The invitation to the meeting on %(day)s hasn't gone out yet")
    said = (late if rule.is_late() else due) % {"day": cs_date(meeting.starts_at)}
    tone = LATE if rule.days_left() <= PRESSING.days else ""
    return DeskLine(said, reverse(INVITE, args=[meeting.pk]), None, "invitation_due", tone, rule.last_day)


def lost(user: Any) -> DeskRows | None:
    """Invitations that didn't arrive, to meetings ahead: somebody has to ring them up."""
    if is_union_user(user):
        return None
    rows = Invitation.objects.for_user(user, "change").filter(meeting__starts_at__gt=timezone.now())
    url = f"{reverse(LIST)}?{urlencode({'mail': ALL_NOT_ARRIVED})}"
    return DeskRows(not_arrived(rows), _lost_in_words, url, "invitations_lost", LATE)


def _lost_in_words(count: int) -> str:
    said = ngettext(
        "%(count)d invitation to a meeting didn't arrive", "%(count)d invitations to meetings didn't arrive", count
    )
    return said % {"count": count}


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("deadlines", 21, to_invite)
    register_desk_line("centre", 48, for_user(lost))
