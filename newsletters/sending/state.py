"""How an issue stands with readers, for the editor's panel and the pages behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..enums import SendingKind
from ..mailing.column import MailCell, mail_cell_of
from ..mailing.rights import may_look_after
from ..models import IssueSending, NewsletterIssuePage
from ..printing.rights import may_print
from ..review.approval import is_under_review
from .gate import NotSendable, sendable
from .restoring import last_approved, needs_restoring


@dataclass(frozen=True)
class Way:
    """What may be done with an issue now, by this user."""

    sendings: Sequence[IssueSending]
    errata: Sequence[Any]
    reason: str
    """Why it can't be sent; empty where it can."""
    can_restore: bool
    can_publish: bool
    can_correct: bool
    can_print: bool
    can_mail: bool
    """Whether it can go out by e-mail now and the user may see its page; who presses the button is asked there."""
    mail: MailCell | None
    """Its mailing in words, for who looks after it."""

    @property
    def says_anything(self) -> bool:
        may_do = self.can_restore or self.can_publish or self.can_correct or self.can_mail
        return bool(self.sendings or self.errata or may_do)


def way_of(issue: NewsletterIssuePage, user: Any) -> Way:
    """How `issue` stands, and what `user` may do about it."""
    page = NewsletterIssuePage.objects.get(pk=issue.pk)
    may = page.permissions_for_user(user)
    sendings = list(page.sendings.all())
    reason = ""
    try:
        sendable(page)
    except NotSendable as shut:
        reason = shut.reason
    is_idle = may.can_edit() and not sendings and not is_under_review(page)
    has_approved = last_approved(page) is not None
    may_publish = may.can_republish() and not page.approved_schedule
    is_scheduled = page.approved_schedule
    looks_after = may_look_after(user, page.get_site().pk)
    is_mailed = any(line.kind == SendingKind.EMAIL for line in sendings)
    return Way(
        sendings=sendings,
        errata=list(page.errata.all()),
        reason=reason if page.live else "",
        can_restore=is_idle and has_approved and not is_scheduled and needs_restoring(page),
        can_publish=may_publish and not page.live and has_approved and not is_under_review(page),
        can_correct=may.can_edit() and page.corrects_id is None and bool(page.live or sendings),
        can_print=page.live and may_print(user, page.get_site().pk),
        can_mail=looks_after and not reason and not is_mailed,
        mail=mail_cell_of(page) if looks_after and is_mailed else None,
    )
