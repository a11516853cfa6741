"""A meeting is announced when its notice becomes public for the first time (M9); a line that was lost is mended."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import get_active_log_context

from portal.jobs.registry import periodic

from ..enums import AnnouncementKind
from ..models import Announcement, MeetingPage
from .record import last_of, locked, record

EVERY = timedelta(hours=1)
AT_MOST = 200


def note_published(instance: Any, revision: Any = None, **_signal: Any) -> None:
    """A page was published: the Czech notice of a meeting nobody was told of is announced by it."""
    if not isinstance(instance, MeetingPage) or not instance.live or instance.alias_of_id is not None:
        return
    if instance.locale.language_code == "cs":
        announce(meeting=instance, user=get_active_log_context().user or getattr(revision, "user", None))


@transaction.atomic
def announce(*, meeting: MeetingPage, user: Any) -> Announcement | None:
    """Write down that `meeting` was announced, once; None if something was told about it before."""
    page = locked(meeting)
    if last_of(page) is not None:
        return None
    return record(meeting=page, kind=AnnouncementKind.ANNOUNCED, user=user)


@periodic("meetings.announced", every=EVERY, label=_("Announcements of meetings"))
def heal_announced() -> int:
    """Announce live notices without a line: copied ones, and those whose line a fault took. Returns how many."""
    told = Announcement.objects.values("meeting")
    lost = MeetingPage.objects.live().filter(alias_of=None, locale__language_code="cs").exclude(pk__in=told)
    return sum(announce(meeting=page, user=None) is not None for page in lost.order_by("pk")[:AT_MOST])
