"""Meetings on the desk: a window of the programme in which no mayors' meeting is planned yet (MTG-1, U1)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.programme.models import MeetingWindow
from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import DAYS_AHEAD, LATE, DeskLine, own_association, register_desk_line

from .enums import PROGRAMME_KINDS
from .models import MeetingPage

PRESSING = timedelta(days=14)
"""A window that ends so soon without a meeting planned is pressing: mayors have to be invited."""


def windows_without_meeting(request: HttpRequest) -> Iterator[DeskLine]:
    """Windows that are open or open soon, with their last day, in which the centre has no notice, not even a draft."""
    association = None if is_union_user(request.user) else own_association(request)
    if association is None:
        return
    today = timezone.localdate()
    windows = list(
        MeetingWindow.objects.filter(starts_on__lte=today + timedelta(days=DAYS_AHEAD), ends_on__gte=today)
        .select_related("programme")
        .order_by("starts_on")
    )
    if not windows:
        return
    notices = MeetingPage.objects.filter(
        path__startswith=association.root_page.path,
        kind__in=PROGRAMME_KINDS,
        starts_at__gte=_midnight(windows[0].starts_on),
    )
    held = [timezone.localdate(at) for at in notices.values_list("starts_at", flat=True)]
    for window in windows:
        if not any(window.starts_on <= day <= window.ends_on for day in held):
            said = _("Mayors' meeting %(number)d: no date yet") % {"number": window.number}
            tone = LATE if window.ends_on - today <= PRESSING else ""
            yield DeskLine(said, reverse("meetings:index"), None, "meeting_window", tone, window.ends_on)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def register() -> None:
    """Put the lines on the desk."""
    register_desk_line("deadlines", 20, windows_without_meeting)
