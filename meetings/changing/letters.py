"""Letters to all who were invited that a meeting is moved, cancelled or changed, with the calendar entry (M9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import Letter, TextFile, enqueue_all
from portal.tenancy.models import Association

from ..announcing.letters import compose, rendered
from ..announcing.links import index_url_of, personal_url
from ..announcing.record import association_of
from ..calendars.entry import CANCEL, REQUEST, attachment, lines_of, organizer_of
from ..enums import AnnouncementKind
from ..models import Announcement, Invitation, MeetingPage
from ..programme import Point, programme_of
from .history import CHANGES, HistoryLine, history_of
from .recipients import told_of_changes

LANGUAGE = "cs"


def tell_invited(line: Announcement) -> None:
    """The follow-up of an announcement: a letter to each of those invited, once for this announcement."""
    if line.kind not in CHANGES:
        return
    page = MeetingPage.objects.select_related("body", "municipality", "locale").get(pk=line.meeting_id)
    said = next(each for each in history_of(page) if each.number == line.number)
    letter = ChangeLetter(page, said)
    enqueue_all([letter.to(each, event=f"{line.kind}:{line.pk}") for each in told_of_changes(page)])


@dataclass(frozen=True)
class ChangeLetter:
    """What all letters about one announcement share: the notice as it is now, or will be, and what is said of it."""

    page: MeetingPage
    said: HistoryLine

    @cached_property
    def association(self) -> Association:
        return association_of(self.page)

    @cached_property
    def url(self) -> str:
        return str(self.page.full_url or "")

    @cached_property
    def programme(self) -> Sequence[Point]:
        """With the points that aren't public: who is invited is to know them."""
        return programme_of(self.page, public_only=False)

    @cached_property
    def told(self) -> Sequence[Announcement]:
        return lines_of(self.page)

    @cached_property
    def index_url(self) -> str:
        return index_url_of(self.association.site)

    def to(self, invitation: Invitation, *, event: str) -> Letter:
        """The letter to `invitation`, written once for `event`."""
        context = self.context(personal_url(invitation, self.index_url))
        return compose(
            event=event,
            recipient=invitation.email,
            attachments=[self.entry_for(invitation)],
            language=LANGUAGE,
            **context,
        )

    def look(self) -> tuple[str, str]:
        """The letter as text and as HTML, for the manager to read before anything is sent."""
        with translation.override(LANGUAGE):
            return rendered(**self.context(self.url))

    def entry_for(self, invitation: Invitation) -> TextFile:
        return attachment(
            self.page,
            url=self.url,
            method=CANCEL if self.said.kind is AnnouncementKind.CANCELLED else REQUEST,
            attendee=(invitation.name, invitation.email),
            organizer=organizer_of(self.association),
            told=self.told,
        )

    def context(self, url: str) -> dict[str, Any]:
        """What the templates are told."""
        with translation.override(LANGUAGE):
            subject = subject_of(self.said, self.page.title)
        return {
            "template": str(self.said.kind),
            "subject": subject,
            "association": self.association,
            "meeting": self.page,
            "line": self.said,
            "programme": self.programme,
            "url": url,
        }


def subject_of(line: HistoryLine, title: str) -> str:
    """What the inbox shows first: what happened, and the day that counts now."""
    day = cs_date(line.new.starts_at)
    if line.kind is AnnouncementKind.CANCELLED:
        return _("Cancelled: %(title)s on %(day)s") % {"title": title, "day": day}
    if line.kind is AnnouncementKind.CHANGED:
        return _("Changed: %(title)s on %(day)s") % {"title": title, "day": day}
    if line.other_time:
        return _("New date %(day)s: %(title)s") % {"title": title, "day": day}
    return _("Another place: %(title)s on %(day)s") % {"title": title, "day": day}
