"""Taking back what was handed over and not answered yet (R6)."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from ..closing.activities import resume
from ..enums import HandOverState, RequestStatus
from ..life import locked, move
from ..models import CitizenRequest, HandOver
from . import letters


@transaction.atomic
def withdraw_hand_over(*, hand_over: HandOver, user: Any) -> bool:
    """The centre works on the request again and the receiver needn't; both they and the citizen are told.

    False when it was answered or ended before.
    """
    request = locked(hand_over.request)
    current = _waiting(request)
    if current is None or current.pk != hand_over.pk or request.status != RequestStatus.HANDED_OVER:
        return False
    _end(current, user)
    resume(request, user)
    move(request, RequestStatus.IN_PROGRESS, user=user)
    letters.tell_citizen_back(current)
    return True


def call_off(*, request: CitizenRequest, user: Any = None) -> bool:
    """End what a locked request waits for at a municipality, because it is being opened again; False if it doesn't.

    The receiver is told. The request's own state is the caller's to move.
    """
    current = _waiting(request)
    if current is None:
        return False
    _end(current, user)
    return True


def _waiting(request: CitizenRequest) -> HandOver | None:
    found = HandOver.objects.select_for_update().filter(request=request, state=HandOverState.WAITING).first()
    if found is not None:
        found.request = request
    return found


def _end(hand_over: HandOver, user: Any) -> None:
    hand_over.state = HandOverState.WITHDRAWN
    hand_over.save(update_fields=["state"])
    log(hand_over.request, "contact_centre.hand_over_withdrawn", user=user)
    letters.call_receiver_off(hand_over)
