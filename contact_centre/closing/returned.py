"""The letter to a mayor came back: the notice says so, the centre hears of it once, and finds another way (R4, R5)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.core.keys import typed_key
from portal.jobs.bounces import Bounce
from portal.tenancy.absences.duty import addresses_on_duty
from portal.tenancy.models import Association

from .. import letters
from ..enums import CLOSED_REQUEST, HandOverState, InformedBy, RequestStatus
from ..letters import PREFIX
from ..life import locked
from ..models import CitizenRequest, MayorNotice
from .letters import write_to_mayor
from .mayors import mayor_of
from .words import MayorWord, check_word

EVENT = f"{PREFIX}mayor:"
LONGEST_REASON = 300


def note_bounce(bounce: Bounce) -> None:
    """Mark the notice whose letter did not arrive; a handler of `portal.jobs.bounces`, in its transaction."""
    request, _colon, closing = bounce.event.removeprefix(EVENT).partition(":")
    keys = typed_key(request), typed_key(closing)
    if bounce.event.startswith(EVENT) and keys[0] is not None and keys[1] is not None:
        mark_returned(request=keys[0], closing=keys[1], bounce=bounce)


def mark_returned(*, request: int, closing: int, bounce: Bounce) -> bool:
    """Note that the letter of this closing came back and tell the centre; False if there is nothing to note.

    Nothing is noted when the centre has told the mayor in another way by now, or has written to another address.
    """
    notices = MayorNotice.objects.filter(request=request, closing=closing, informed_by=InformedBy.MAIL)
    with translation.override("cs"):
        why = bounce.in_words[:LONGEST_REASON]
    first = notices.filter(email__iexact=bounce.recipient, returned_at=None).update(
        returned_at=timezone.now(), returned_because=why
    )
    if not first:
        return False
    notice = notices.select_related("request__municipality", "request__site").get()
    log(notice.request, "contact_centre.mayor_mail_returned", data={"closing": closing})
    waits_there = notice.request.hand_overs.filter(state=HandOverState.WAITING, mandate=notice.mandate)
    if notice.mandate_id is None or not waits_there.exists():
        # Otherwise the hand-over's own letter to the centre says it with the rest.
        _tell_centre(notice, bounce)
    return True


def with_returned_mail(requests: QuerySet[CitizenRequest]) -> QuerySet[CitizenRequest]:
    """Those of `requests` whose mayor's letter came back and nobody has told the mayor otherwise since."""
    returned = MayorNotice.objects.filter(
        request=OuterRef("pk"),
        closing=OuterRef("times_reopened"),
        informed_by=InformedBy.MAIL,
        returned_at__isnull=False,
    )
    return requests.filter(Exists(returned), status__in=CLOSED_REQUEST, mayor_informed_on__isnull=False)


def may_tell_again(request: CitizenRequest) -> bool:
    """Whether the mayor hasn't learned how `request` ended: the letter came back, or a reason was written."""
    if not request.is_closed or request.status == RequestStatus.DUPLICATE:
        return False
    return request.mayor_informed_on is None or _returned_notice(request) is not None


@transaction.atomic
def tell_mayor_again(*, request: CitizenRequest, word: MayorWord, user: Any) -> CitizenRequest:
    """Record another word for the same closing, after the letter came back or where a reason stood; the request.

    A new letter goes only to an address other than the one that failed. What was said before stays in the history.
    Raises ValidationError at the fields as `give_word` does, and when the mayor has been told meanwhile.
    """
    current = locked(request)
    if not may_tell_again(current):
        raise ValidationError(_("The mayor has been told about this request by now."), code="ended")
    checked = check_word(current, word)
    before = _returned_notice(current)
    if before is not None and checked.mandate is not None and checked.mandate.email.lower() == before.email.lower():
        raise ValidationError({"mayor": _("Mail to this address came back: tell the mayor in another way.")})
    current.mayor_informed_on, current.mayor_not_informed_because = checked.on, checked.reason
    current.changed_at = timezone.now()
    current.save(update_fields=["mayor_informed_on", "mayor_not_informed_because", "changed_at"])
    if checked.informed_by is not None:
        notice, _made = MayorNotice.objects.update_or_create(
            request=current, closing=current.times_reopened, defaults={**checked.notice_values(user), **NOT_RETURNED}
        )
        if checked.is_sent_here:
            write_to_mayor(request=current, notice=notice, template="mayor", **ending_of(current))
    now = checked.informed_by or "reason"
    was = "returned" if before is not None else "reason"
    log(current, "contact_centre.mayor_told_again", user=user, data={"from": was, "to": str(now)})
    return current


NOT_RETURNED = {"returned_at": None, "returned_because": ""}


def ending_of(request: CitizenRequest) -> dict[str, Any]:
    """How a closed request ended, for the letter to the mayor."""
    activity = request.activity
    return {
        "outcome": RequestStatus(request.status),
        "output": activity.output if activity else None,
        "output_description": activity.output_description if activity else "",
    }


def _returned_notice(request: CitizenRequest) -> MayorNotice | None:
    return request.mayor_notices.filter(
        closing=request.times_reopened, informed_by=InformedBy.MAIL, returned_at__isnull=False
    ).first()


def _tell_centre(notice: MayorNotice, bounce: Bounce) -> None:
    request = notice.request
    association = Association.objects.select_related("site").get(site=request.site_id)
    with translation.override("cs"):
        subject = _("The letter to the mayor about request %(reference)s came back") % {"reference": request.reference}
    # One letter for each message that failed: a second address may fail as well.
    number = bounce.message.pk if bounce.message else 0
    for recipient in addresses_on_duty([association.email]):
        letters.write(
            template="mayor_returned",
            event=f"mayor_returned:{request.pk}:{notice.closing}:{number}",
            recipient=recipient,
            subject=subject,
            association=association,
            request=request,
            notice=notice,
            in_office=mayor_of(request.municipality),
            admin_url=f"{association.site.root_url}{reverse('citizen_requests:mayor', args=[request.pk])}",
        )
