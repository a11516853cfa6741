"""A hand-over letter that came back: nobody at the municipality knows, so the centre learns of it at once (R6)."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.core.keys import typed_key
from portal.jobs.bounces import Bounce

from ..closing.returned import mark_returned
from ..enums import HandOverState, MessageAuthor
from ..letters import PREFIX, request_of
from ..life import locked
from ..models import HandOver, RequestMessage
from . import letters

EVENTS = frozenset({f"{PREFIX}{letters.LETTER}", f"{PREFIX}{letters.REMINDER}"})


def note_returned(bounce: Bounce) -> bool:
    """Keep a note with the request and write to the centre, once per hand-over; True if it did.

    Whatever kept the letter from arriving: the clock of the answer runs on and nobody there knows. One that was
    answered or ended in the meantime asks nothing of anybody.
    """
    what, _colon, rest = bounce.event.partition(":")
    key = typed_key(rest.partition(":")[2])
    if what not in EVENTS or request_of(bounce.event) is None or key is None:
        return False
    hand_over = HandOver.objects.select_related("request").filter(pk=key).first()
    if hand_over is None:
        return False
    request = locked(hand_over.request)
    current = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    current.request = request
    if what == f"{PREFIX}{letters.LETTER}" and current.mandate_id and _is_last_word(current):
        mark_returned(request=request.pk, closing=request.times_reopened, bounce=bounce)
    if current.state != HandOverState.WAITING:
        return False
    with override(settings.LANGUAGE_CODE):
        because = bounce.in_words
        text = _("The letter about the hand-over did not arrive (%(body)s, %(email)s). %(because)s") % {
            "body": current.body,
            "email": bounce.recipient,
            "because": because,
        }
    _note, is_new = RequestMessage.objects.get_or_create(
        request=request,
        token=f"hand-over-returned:{current.pk}",
        defaults={"author": MessageAuthor.CENTRE, "is_internal": True, "text": text},
    )
    if is_new:
        letters.tell_centre_of_return(current, because)
    return is_new


def _is_last_word(hand_over: HandOver) -> bool:
    """Whether its letter told the mayor of the closing the request has now; marked as soon as it came back."""
    request = hand_over.request
    return request.is_closed and not request.hand_overs.filter(pk__gt=hand_over.pk).exists()
