"""Inviting later than the rule allows: by who has the right, with a reason that stays for good (M2)."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date

from ..models.announcing import LateInvitation
from .record import association_of, name_of, original_of
from .timing import InvitationRule, rule_for

LATE = "meetings.late_invitation"
"""The line in the page's log."""
OVERRIDE = "override_invitation"
SHORTEST_REASON = 10
"""In letters: a full stop is no reason."""


class TooLate(PermissionDenied):
    """The last day for the invitation is over and nobody has let a later one out."""


@transaction.atomic
def allow_late(*, meeting: Any, held_on: date, reason: str, user: Any) -> LateInvitation:
    """Write down that `user` lets the invitation to `meeting` on the day `held_on` out late, and why.

    For the same day it is written once: a second call returns the first line. Raises PermissionDenied for who may not,
    ValidationError without a reason.
    """
    page = original_of(meeting)
    site_id = association_of(page).site_id
    if not may_override(user, site_id):
        raise PermissionDenied(_("Only a manager may let an invitation out late."))
    # Two at once: the second one finds the first one's line.
    type(page)._base_manager.select_for_update(of=("self",)).get(pk=page.pk)
    if (found := allowed(page, held_on)) is not None:
        return found
    words = checked_reason(reason)
    rule = rule_for(kind=meeting.kind, body=meeting.body if meeting.body_id else None, held_on=held_on, site_id=site_id)
    line: LateInvitation = LateInvitation.objects.create(
        site_id=site_id,
        meeting=page,
        held_on=held_on,
        days=rule.days if rule else 0,
        last_day=rule.last_day if rule else held_on,
        reason=words,
        at=timezone.now(),
        by=name_of(user),
        by_key=str(user.pk),
    )
    data = {"held_on": held_on.isoformat(), "last_day": line.last_day.isoformat(), "reason": words}
    log(instance=page, action=LATE, user=user, data=data)
    return line


def allowed(meeting: Any, held_on: date) -> LateInvitation | None:
    """What lets the invitation to `meeting` on this very day out late; None where nobody did."""
    if meeting.pk is None:
        return None
    rows = LateInvitation.objects.filter(meeting=original_of(meeting).pk, held_on=held_on)
    found: LateInvitation | None = rows.order_by("pk").first()
    return found


def may_override(user: Any, site_id: int | None) -> bool:
    """Whether `user` may let invitations of this association out late."""
    if site_id is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if user.is_superuser:
        return True
    # The right has a name of its own, not the model's, so the policy's actions don't know it.
    held = policy_registry.get_by_type(LateInvitation).get_cached_permissions_for_user(user)
    return any(one.site_id == site_id and one.permission.codename == OVERRIDE for one in held)


def checked_reason(reason: str) -> str:
    """The reason on record; ValidationError where there is none to speak of."""
    words = " ".join(reason.split())
    if len(words) < SHORTEST_REASON:
        raise ValidationError(_("Write why the invitation goes out late. The reason stays in the history for good."))
    longest = LateInvitation._meta.get_field("reason").max_length or 1000
    if len(words) > longest:
        raise ValidationError(_("At most %(count)d letters.") % {"count": longest})
    return words


def in_words(rule: InvitationRule) -> str:
    """Why it is too late, for people."""
    said = _(
        "The last day for the invitation to a meeting on %(held_on)s was %(last_day)s. "
        "Choose a later day, or a manager writes why the invitation goes out late."
    )
    return said % {"held_on": cs_date(rule.held_on), "last_day": cs_date(rule.last_day)}
