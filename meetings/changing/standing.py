"""The announced meeting an action is about: locked, checked, as its user saw it (M9)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..announcing.record import last_of, locked
from ..models import Announcement, MeetingPage
from .rights import may_announce

LONGEST_REASON = 1000
NOT_ANNOUNCED = gettext_lazy("This meeting hasn't been announced yet: just edit it.")


def refusal(page: MeetingPage, last: Announcement | None) -> str:
    """Why nothing can be announced of the meeting after `last`; empty where it can."""
    if last is None:
        return str(NOT_ANNOUNCED)
    if page.is_cancelled:
        return _("The meeting has been cancelled already. If it is to be held after all, plan a new one.")
    return _("The meeting is over.") if page.is_over else ""


def taken(*, meeting: Any, user: Any, seen: int | None) -> tuple[MeetingPage, Announcement]:
    """The Czech notice of `meeting`, locked until the transaction ends, and what was announced of it last.

    `seen` is the number of the announcement after which the user decided; None if nobody looked. Raises
    PermissionDenied for who may not announce, ValidationError for a meeting that wasn't announced yet, is cancelled
    or over, or about which somebody else has announced something meanwhile.
    """
    if not may_announce(user, meeting):
        raise PermissionDenied(_("To move and to cancel a meeting is for the manager of its centre."))
    page = locked(meeting)
    last = last_of(page)
    if last is None:
        raise ValidationError(NOT_ANNOUNCED, code="refused")
    if said := refusal(page, last):
        raise ValidationError(said, code="refused")
    if seen is not None and last.number != seen:
        raise ValidationError(
            _("Meanwhile %(who)s announced: %(what)s. Nothing was done twice; look at the meeting and decide again.")
            % {"who": last.by or _("somebody else"), "what": last.get_kind_display()},
            code="meanwhile",
        )
    return page, last


def checked_reason(reason: str) -> str:
    """The reason everybody is told. Raises ValidationError at `reason` for none or a long one."""
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": _("Write the reason: everybody who was invited reads it.")})
    if len(said) > LONGEST_REASON:
        raise ValidationError({"reason": _("At most %(count)d characters, please.") % {"count": LONGEST_REASON}})
    return said
