"""What a municipality answers to what was handed over to it: one answer, whoever sends it first (R6)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from ..closing.activities import end, resume
from ..closing.answers import tell_duplicates
from ..enums import HandOverState, MessageAuthor, RequestStatus
from ..life import locked, move
from ..models import ActivityOutput, CitizenRequest, HandOver, RequestMessage
from . import letters
from .links import CZECH, Standing, standing

TAKES = {
    Standing.OPEN: frozenset({HandOverState.ACCEPTED, HandOverState.SOLVED, HandOverState.RETURNED}),
    Standing.TAKEN: frozenset({HandOverState.SOLVED}),
}
"""Which answers a link still takes."""


@transaction.atomic
def answer_hand_over(*, hand_over: HandOver, state: str, answer: str, answered_by: str) -> bool:
    """Take in what the receiver answers; False when somebody answered before or the case went back.

    ACCEPTED: they take the request over, its activity ends. SOLVED, also after that: it is resolved, with an
    answer for the citizen. RETURNED: it isn't theirs, with the reason for the centre, which works on it again. The
    citizen and the centre are told. Raises ValidationError at ``answer`` and ``answered_by``.
    """
    request = locked(hand_over.request)
    current = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    current.request = request
    if state not in TAKES.get(standing(current), ()):
        return False
    was_taken = current.state == HandOverState.ACCEPTED
    now = timezone.now()
    current.state, current.answer, current.answered_by = HandOverState(state), answer.strip(), answered_by.strip()
    current.answered_at = now
    _check(current)
    current.save()
    _follow(request, current, now, was_taken=was_taken)
    log(request, "contact_centre.hand_over_answered", data={"state": current.state})
    letters.tell_centre(current)
    letters.tell_citizen_answered(current)
    return True


def _check(hand_over: HandOver) -> None:
    errors = {}
    if not hand_over.answered_by:
        errors["answered_by"] = _("Write who answers.")
    if not hand_over.answer and hand_over.state == HandOverState.SOLVED:
        errors["answer"] = _("Write an answer to the citizen.")
    if not hand_over.answer and hand_over.state == HandOverState.RETURNED:
        errors["answer"] = _("Write why it isn't yours.")
    if errors:
        raise ValidationError(errors)
    hand_over.clean_fields(exclude=["request", "mandate", "made_by", "attachments"])


def _follow(request: CitizenRequest, hand_over: HandOver, now: datetime, *, was_taken: bool) -> None:
    """Bring the request and its activity where the answer leads, and keep what the citizen is to read."""
    if hand_over.state == HandOverState.RETURNED:
        resume(request, None)
        move(request, RequestStatus.IN_PROGRESS)
        return
    if hand_over.answer:
        RequestMessage.objects.create(
            request=request, author=MessageAuthor.RECEIVER, name=hand_over.body[:150], text=hand_over.answer
        )
    description = _description(hand_over)
    if not was_taken:
        # The centre's own work ended with handing over, whoever solved it then.
        end(request, _output(), description, timezone.localdate(now), None)
    if hand_over.state == HandOverState.SOLVED:
        move(request, RequestStatus.RESOLVED, at=now)
    else:
        request.changed_at = now
        request.save(update_fields=["changed_at"])
    tell_duplicates(request, description)


def _output() -> ActivityOutput:
    output: ActivityOutput = ActivityOutput.objects.get(code=ActivityOutput.HANDED_OVER)
    return output


def _description(hand_over: HandOver) -> str:
    """What the register says it ended with, in its language whatever that of the receiver's page is."""
    with override(CZECH):
        text = _("Solved by %(body)s.") if hand_over.state == HandOverState.SOLVED else _("Taken over by %(body)s.")
        return text % {"body": hand_over.body}
