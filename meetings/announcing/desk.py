"""Invitations on the desk: whose last day comes or went by, and those that didn't arrive (U1, M2, MTG-3)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date
from portal.tenancy.boundary import is_union_user, pages_of
from portal.tenancy.desk import LATE, DeskLine, DeskRows, for_user, register_desk_line

from ..enums import PROGRAMME_KINDS, AnnouncementKind
from ..models import Announcement, Invitation, MeetingPage
from .invitation_list import ALL_NOT_ARRIVED
from .invite_views import INVITE, LIST
from .mail_state import not_arrived
from .timing import rule_of

SOON = timedelta(days=14)
"""So long before its last day an invitation stands on the desk."""
AT_MOST = 5
FAR = timedelta(days=60)
"""Meetings later than this have their last day later too, with the days statutes ask for."""


def to_invite(user: Any) -> Iterator[DeskLine]:
    """Meetings ahead that ask for an invitation nobody has sent, for who may send it; the nearest first."""
    if is_union_user(user) or policy_registry.get_by_type(Announcement).site_ids(user, ("add",)) == set():
        return
    now = timezone.now()
    sent = Announcement.objects.filter(meeting=OuterRef("pk"), kind=AnnouncementKind.INVITED)
    ahead = MeetingPage.objects.filter(
        ~Exists(sent), alias_of=None, locale__language_code="cs", cancelled_at=None, kind__in=PROGRAMME_KINDS,
        starts_at__gt=now, starts_at__lt=now + FAR,
    )  # fmt: skip
    for meeting in pages_of(user, ahead.select_related("body").defer("programme").order_by("starts_at", "pk"))[
        :AT_MOST
    ]:
        rule = rule_of(meeting)
        if rule is None or rule.days_left() > SOON.days:
            continue
        said = (
            _("The invitation to the meeting on %(day)s is late and hasn't gone out")
            if rule.is_late()
            else _("The invitation to the meeting on %(day)s hasn't gone out yet")
        )
        url = reverse(INVITE, args=[meeting.pk])
        tone = LATE if rule.is_late() or rule.days_left() <= 3 else ""
        yield DeskLine(said % {"day": cs_date(meeting.starts_at)}, url, None, "invitation_due", tone, rule.last_day)


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
    register_desk_line("deadlines", 21, for_user(to_invite))
    register_desk_line("centre", 48, for_user(lost))
