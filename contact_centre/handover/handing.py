"""Handing a request over to the municipality, with the groundwork (CIT-5, R6)."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from portal.core.templatetags.portal import cs_date
from portal.jobs.outbox import checked_address
from portal.tenancy.models import Mandate

from ..closing.activities import check_opinion, wait
from ..closing.mayors import mayor_of
from ..closing.words import MayorWord, give_word
from ..deadlines import hand_over_answer_by
from ..enums import RequestStatus
from ..life import move, worked_on
from ..models import CitizenRequest, HandOver, RequestAttachment
from . import letters
from .links import CZECH

LEFT_OUT = ["request", "mandate", "made_by", "attachments"]


@transaction.atomic
def hand_over_request(
    *,
    request: CitizenRequest,
    body: str,
    email: str,
    mandate: Mandate | None = None,
    reason: str,
    groundwork: str = "",
    data_ground: str,
    attachments: Collection[RequestAttachment] = (),
    word: MayorWord | None = None,
    user: Any,
) -> HandOver:
    """Hand a request that is worked on over to `body`, which answers by the link in the letter, and return that.

    To the municipality's own mayor (`mandate`, valid today) the letter is the word about the mayor itself (R5);
    written to another office, the closing needs a `word` of its own. `attachments` are the request's files that go
    with it; `data_ground` says whether and why the name and the contact do. The activity waits, the citizen is told.
    Raises ValidationError at the fields, also when somebody has closed the request, or when whoever handles its
    activity still owes the written opinion (ACT-4).
    """
    current = worked_on(request)
    if current.activity is not None:
        # The activity ends when the receiver answers, who can attach nothing to it.
        check_opinion(current.activity)
    now = timezone.now()
    mandate = _receiving_mandate(current, mandate, email)
    hand_over = HandOver(
        request=current,
        body=body.strip(),
        mandate=mandate,
        email=mandate.email if mandate else email.strip(),
        reason=reason.strip(),
        groundwork=groundwork.strip(),
        data_ground=data_ground,
        made_at=now,
        made_by=user,
        answer_by=hand_over_answer_by(timezone.localdate(now)),
    )
    hand_over.clean_fields(exclude=LEFT_OUT)
    _check_reachable(hand_over.email)
    hand_over.save()
    hand_over.attachments.set(_own_files(current, attachments))
    letters.write_to_receiver(hand_over)
    give_word(request=current, word=_word(mandate, word), user=user, **_ending(hand_over))
    wait(current, user)
    move(current, RequestStatus.HANDED_OVER, user=user, at=now)
    log(current, "contact_centre.hand_over", user=user, data={"answer_by": hand_over.answer_by.isoformat()})
    letters.tell_citizen_where(hand_over)
    return hand_over


def _receiving_mandate(request: CitizenRequest, mandate: Mandate | None, email: str) -> Mandate | None:
    """The mayor's mandate the letter goes to; also when the mayor's own address was typed as an office's."""
    present = mayor_of(request.municipality)
    if mandate is None:
        is_mayors = present is not None and present.email.lower() == email.strip().lower()
        return present if is_mayors else None
    if present is None or (present.pk, present.email) != (mandate.pk, mandate.email):
        raise ValidationError({"to": _("Somebody else is in office by now: look at the name and send again.")})
    return present


def _word(mandate: Mandate | None, word: MayorWord | None) -> MayorWord:
    if mandate is not None:
        return MayorWord.by_other_letter(mandate)
    if word is None:
        raise ValidationError({"mayor": _("Say how the mayor is informed, or why not.")})
    return word


def _ending(hand_over: HandOver) -> dict[str, Any]:
    """How the request ends, for a letter of its own to the mayor."""
    with override(CZECH):
        description = _("Handed over to %(body)s, who should answer by %(day)s.") % {
            "body": hand_over.body,
            "day": cs_date(hand_over.answer_by),
        }
    return {"outcome": RequestStatus.HANDED_OVER, "output": None, "output_description": description}


def _check_reachable(email: str) -> None:
    try:
        checked_address(email)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from error


def _own_files(request: CitizenRequest, attachments: Collection[RequestAttachment]) -> list[RequestAttachment]:
    """Files of this request only. Raises ValidationError for another's."""
    if any(attachment.request_id != request.pk for attachment in attachments):
        raise ValidationError({"attachments": _("Choose only files of this request.")})
    return list(attachments)
