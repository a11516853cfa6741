"""Inviting to a meeting: one transaction for the notice, the line, the invitations and their mail (MTG-3, M2)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from ..enums import PROGRAMME_KINDS, AnnouncementKind
from ..models import Announcement, Invitation, LateInvitation, MeetingPage
from . import late as lateness
from .invite_letters import Writer
from .invitees import Candidate, expert_of, members_of, not_yet, together
from .links import new_key
from .record import association_of, locked, original_of, record
from .timing import rule_of

FURTHER = "meetings.invited_further"
"""The line in the page's log when somebody is invited later."""


def may_invite(user: Any, site_id: int) -> bool:
    """Whether `user` may invite to meetings of this association, move and cancel them."""
    sites = policy_registry.get_by_type(Announcement).site_ids(user, ("add",)) if user is not None else set()
    return sites is None or site_id in sites


@transaction.atomic
def invite(
    *, meeting: Any, user: Any, reason: str = "", guests: Iterable[Candidate] = (), with_others: bool = False
) -> Announcement:
    """Publish the newest text of the notice, write down that people are invited, and write to them; all or nothing.

    The mayors in office today are invited, `guests` and, if asked, deputies and representatives; of the programme's
    kinds the Union's expert gets a copy. It happens once for a meeting: a second call returns the first line and
    writes to nobody. Late it needs a `reason` of who may give one. Raises PermissionDenied, and ValidationError in
    words for a meeting that can't be invited to.
    """
    page = locked(meeting)
    association = association_of(page)
    if not may_invite(user, association.site_id):
        raise PermissionDenied(_("Only a manager may invite to a meeting."))
    if (line := invited_by(page)) is not None:
        return line
    text = newest_text(page)
    _refuse(text)
    permission = _late_permission(text, user, reason)
    members = members_of(association)
    people = together([*members.mayors, *(members.others if with_others else ()), *checked(guests)])
    if not people:
        raise ValidationError(_("There is nobody to invite: no mayor in office has an e-mail address."))
    _publish(page, user)
    line = record(meeting=page, kind=AnnouncementKind.INVITED, user=user, late=permission)
    page.refresh_from_db()
    experts = expert_of(association) if page.kind in PROGRAMME_KINDS else []
    _write_to(line, page, together([*people, *experts]))
    return line


@transaction.atomic
def invite_further(*, meeting: Any, user: Any, people: Iterable[Candidate]) -> list[Invitation]:
    """Invite `people` to a meeting others are invited to already; who is invited gets nothing again.

    Raises PermissionDenied and ValidationError as `invite`.
    """
    page = locked(meeting)
    if not may_invite(user, association_of(page).site_id):
        raise PermissionDenied(_("Only a manager may invite to a meeting."))
    line = invited_by(page)
    if line is None:
        raise ValidationError(_("The mayors haven't been invited yet."))
    _refuse(page)
    made = _write_to(line, page, not_yet(page, together(checked(people))))
    if made:
        log(instance=page, action=FURTHER, user=user, data={"count": len(made)})
    return made


def invited_by(meeting: Any) -> Announcement | None:
    """The line that says that people are invited to `meeting`; None where they aren't."""
    lines = Announcement.objects.filter(meeting=original_of(meeting).pk, kind=AnnouncementKind.INVITED)
    return lines.order_by("number").first()


def newest_text(page: MeetingPage) -> MeetingPage:
    """The notice as it stands after its newest draft."""
    latest: MeetingPage = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return latest


def refusal(text: Any) -> str:
    """Why nobody can be invited to the meeting as this `text` says it; empty where they can."""
    if text.is_cancelled:
        return _("The meeting is cancelled: nobody is invited to it.")
    if text.starts_at <= timezone.now():
        return _("The meeting has begun or is over: nobody is invited to it any more.")
    if text.go_live_at is not None and text.go_live_at > timezone.now():
        return _("The notice waits for its day of publication. Take that day out first, then invite.")
    return ""


def checked(people: Iterable[Candidate]) -> list[Candidate]:
    """The same; ValidationError that quotes an address no mail can be sent to."""
    found = list(people)
    for one in found:
        try:
            validate_email(one.email)
        except ValidationError as error:
            raise ValidationError(_("“%(line)s” is no e-mail address.") % {"line": one.email[:100]}) from error
    return found


def _refuse(text: Any) -> None:
    if said := refusal(text):
        raise ValidationError(said)


def _late_permission(text: Any, user: Any, reason: str) -> LateInvitation | None:
    """What lets the invitation out late; None where it is in time. Raises what `allow_late` raises."""
    rule = rule_of(text)
    if rule is None or not rule.is_late():
        return None
    if (given := lateness.allowed(text, rule.held_on)) is not None:
        return given
    if not reason.strip():
        raise ValidationError({"reason": lateness.in_words(rule)})
    return lateness.allow_late(meeting=text, held_on=rule.held_on, reason=reason, user=user)


def _publish(page: MeetingPage, user: Any) -> None:
    """The newest draft becomes public unless it is already. Raises PermissionDenied."""
    if page.live and not page.has_unpublished_changes:
        return
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied(_("Only who may publish the notice may invite by it."))
    revision = page.get_latest_revision() or page.save_revision(user=user)
    revision.publish(user=user)
    page.refresh_from_db()


def _write_to(line: Announcement, page: MeetingPage, people: Sequence[Candidate]) -> list[Invitation]:
    """The rows and the letters."""
    rows = [
        Invitation(
            site_id=line.site_id,
            meeting=page,
            announcement=line,
            role=one.role,
            name=one.name[:200],
            email=one.email.strip(),
            municipality=one.municipality,
            mandate=one.mandate,
            key=new_key(),
        )
        for one in people
    ]
    made = Invitation.objects.bulk_create(rows)
    for row, letter in zip(made, Writer(page, line).write(made), strict=True):
        row.message_id = letter.message_id
    Invitation.objects.bulk_update(made, ["message_id"])
    return list(made)
