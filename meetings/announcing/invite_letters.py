"""The letters that invite: to everybody their own with the whole programme, to the Union's expert a copy (MTG-3).

Points that aren't public stand in them, marked; the calendar entry that goes along holds none.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import expand_db_html

from portal.core.templatetags.portal import cs_datetime
from portal.jobs.incoming.html import text_of_html
from portal.jobs.models import OutboxMessage
from portal.jobs.outbox import Letter, enqueue_new

from ..bodies import rules_of
from ..calendars.entry import REQUEST, attachment, lines_of, organizer_of
from ..enums import InviteeRole
from ..models import Announcement, Invitation, MeetingPage
from ..notices.proof import fingerprint_of, shown
from ..programme import programme_of
from . import late as lateness
from .letters import PREFIX as APP
from .letters import compose, rendered
from .links import index_url_of, personal_url
from .record import association_of
from .timing import rule_of

INVITATION, EXPERT = "invitation", "invitation_expert"
PREFIX = "invitation:"
"""How the events of these letters begin, then the key of the invitation."""


def event_of(invitation: Invitation) -> str:
    """The event of the letter that invites; with the app's prefix, as the outbox knows it."""
    return f"{event_prefix()}{invitation.pk}"


def event_prefix() -> str:
    """How such an event begins in the outbox; the key of the invitation follows."""
    return f"{APP}{PREFIX}"


class Writer:
    """Writes the letters of one meeting; what they share is read once. `line` is the one that says INVITED.

    Without a `line` nothing is written yet: `preview` shows what would be.
    """

    def __init__(self, page: MeetingPage, line: Announcement | None = None) -> None:
        self.page = page
        self.line = line
        self.association = association_of(page)
        self.subject = _("Invitation: %(title)s, %(when)s") % {
            "title": page.title,
            "when": cs_datetime(page.starts_at),
        }

    def write(self, invitations: Sequence[Invitation]) -> list[OutboxMessage]:
        """Put the letters of new `invitations` into the outbox, in their order: one statement however many."""
        return enqueue_new([self.letter(each) for each in invitations])

    def letter(self, invitation: Invitation) -> Letter:
        """The letter of one invitation; nothing is asked of the database but once for all."""
        is_expert = invitation.role == InviteeRole.EXPERT
        return compose(
            template=EXPERT if is_expert else INVITATION,
            event=f"{PREFIX}{invitation.pk}",
            recipient=invitation.email,
            subject=self.subject,
            association=self.association,
            meeting=self.page,
            attachments=[
                attachment(
                    self.page,
                    url=self.shared["notice_url"],
                    method=REQUEST,
                    attendee=(invitation.name, invitation.email),
                    organizer=organizer_of(self.association),
                    told=self.told,
                )
            ],
            invitation=invitation,
            personal_url=personal_url(invitation, self.index_url),
            **(self.expert_context if is_expert else {}),
            **self.shared,
        )

    def preview(self, *, is_expert: bool = False) -> tuple[str, str]:
        """A letter as text and HTML as it would go out; its links lead nowhere yet."""
        return rendered(
            template=EXPERT if is_expert else INVITATION,
            subject=str(self.subject),
            association=self.association,
            meeting=self.page,
            invitation=None,
            personal_url=f"{self.index_url}#",
            **(self.expert_context if is_expert else {}),
            **self.shared,
        )

    @cached_property
    def index_url(self) -> str:
        return index_url_of(self.association.site)

    @cached_property
    def told(self) -> list[Announcement]:
        return lines_of(self.page)

    @cached_property
    def shared(self) -> dict[str, Any]:
        """What every letter says."""
        points = programme_of(self.page, public_only=False)
        return {
            "points": points,
            "has_files": bool(self.page.files.all()) or any(_has_files(point) for point in points),
            "notice_url": str(self.page.full_url or ""),
            "rules": rules_of(self.association.site_id),
            "fingerprint": shown(fingerprint_of(self.page)),
            **self._who_may_come(),
        }

    def _who_may_come(self) -> dict[str, str]:
        soup = BeautifulSoup(expand_db_html(self.page.who_may_come), "html.parser")
        _links_whole(soup, self.association.site.root_url)
        # Rich text of our own editor, as every page shows it.
        html = mark_safe(str(soup))  # noqa: S308
        return {"who_html": html, "who_text": _text_of(soup)}

    @cached_property
    def expert_context(self) -> dict[str, Any]:
        """What the Union's expert learns besides: whether it is in time."""
        rule = rule_of(self.page, site_id=self.association.site_id)
        late = self.line.late if self.line is not None else None
        if late is None and rule is not None and rule.is_late():
            late = lateness.allowed(self.page, rule.held_on)
        return {"rule": rule, "late": late}


def _links_whole(soup: BeautifulSoup, root_url: str) -> None:
    """In a letter an address is a whole one."""
    for link in soup("a", href=True):
        link["href"] = urljoin(f"{root_url}/", str(link["href"]))


def _text_of(soup: BeautifulSoup) -> str:
    """The same in plain text, with the addresses of its links."""
    for link in soup("a", href=True):
        link.append(f" ({link['href']})")
    return text_of_html(str(soup)).strip()


def _has_files(point: Any) -> bool:
    return bool(point.files) or any(_has_files(below) for below in point.points)
