"""Letters about a hand-over: to the receiver, to the centre, to the citizen (R6).

None of them holds the citizen's text, name or contact: those stand on the receiver's page, as far as they go with it.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags.portal import cs_date
from portal.tenancy.absences.duty import centre_on_duty
from portal.tenancy.models import Association

from ..closing.mayors import mayor_of
from ..enums import DataGround, HandOverState
from ..letters import write
from ..models import HandOver
from ..status.letters import tell_citizen
from .links import CZECH, receiver_address

LETTER, REMINDER = "hand_over", "hand_over_reminder"
"""Events of mail to the receiver that asks for an answer: one that comes back is the centre's business at once."""
TO_CENTRE = {
    HandOverState.ACCEPTED: _("Taken over: %(reference)s, %(body)s"),
    HandOverState.SOLVED: _("Solved: %(reference)s, %(body)s"),
    HandOverState.RETURNED: _("Returned: %(reference)s, %(body)s"),
    HandOverState.SILENT: _("No answer, back with us: %(reference)s, %(body)s"),
}
TO_CITIZEN = {
    HandOverState.WAITING: _("We have handed your message %(reference)s over"),
    HandOverState.ACCEPTED: _("The municipality has taken over your message %(reference)s"),
    HandOverState.SOLVED: _("Answer to your message %(reference)s"),
    HandOverState.RETURNED: _("We are dealing with your message %(reference)s again"),
    HandOverState.SILENT: _("We are dealing with your message %(reference)s again"),
    HandOverState.WITHDRAWN: _("We are dealing with your message %(reference)s again"),
}
LETTER_RETURNED = _("The hand-over did not arrive: %(reference)s, %(body)s")


def write_to_receiver(hand_over: HandOver) -> None:
    """The letter that hands over, with the link to the matter; from this moment the municipality knows."""
    with override(CZECH):
        subject = gettext("Request %(reference)s handed over to you: %(about)s, %(municipality)s") % _names(hand_over)
    _to_receiver(hand_over, LETTER, subject, recipient=hand_over.email)


def remind_receiver(hand_over: HandOver) -> bool:
    """Remind who should answer; False if there is nobody to write to: their mandate ended and nobody followed."""
    recipient = present_address(hand_over)
    if not recipient:
        return False
    with override(CZECH):
        subject = gettext("Please answer by %(day)s: %(about)s, %(reference)s") % _names(hand_over)
    _to_receiver(hand_over, REMINDER, subject, recipient=recipient)
    return True


def call_receiver_off(hand_over: HandOver) -> None:
    """Nothing is expected of the receiver any more."""
    recipient = present_address(hand_over)
    if not recipient:
        return
    with override(CZECH):
        subject = gettext("You need not deal with it: %(about)s, %(reference)s") % _names(hand_over)
    _to_receiver(hand_over, "hand_over_called_off", subject, recipient=recipient)


def present_address(hand_over: HandOver) -> str:
    """Where letters after the first one go: an ended mandate gets no mail, who followed in the office does (R4)."""
    if hand_over.mandate_id is None:
        return str(hand_over.email)
    present = mayor_of(hand_over.request.municipality)
    return present.email if present is not None else ""


def tell_centre(hand_over: HandOver) -> None:
    """What the municipality answered, or that it did not."""
    _to_centre(hand_over, hand_over.state, TO_CENTRE[HandOverState(hand_over.state)])


def tell_centre_of_return(hand_over: HandOver, because: str) -> None:
    """The letter did not reach the municipality, so nobody knows there: somebody has to do something now."""
    _to_centre(hand_over, "letter_returned", LETTER_RETURNED, because=because)


def tell_citizen_where(hand_over: HandOver) -> None:
    """To whom the message went, by when they answer and whether the citizen's name and contact went with it."""
    _to_citizen(hand_over, passes_contact=hand_over.data_ground != DataGround.NONE)


def tell_citizen_answered(hand_over: HandOver) -> None:
    """What the municipality answered; the centre's next step where it was no answer to the matter."""
    _to_citizen(hand_over)


def tell_citizen_back(hand_over: HandOver) -> None:
    """The centre works on it again: the municipality was silent, or the centre took it back."""
    _to_citizen(hand_over)


def _to_receiver(hand_over: HandOver, template: str, subject: str, *, recipient: str) -> None:
    association = _association(hand_over)
    write(
        template=template,
        event=f"{template}:{hand_over.request_id}:{hand_over.pk}",
        recipient=recipient,
        subject=subject,
        association=association,
        request=hand_over.request,
        language=CZECH,
        reply_to=association.answers_to,
        hand_over=hand_over,
        url=receiver_address(hand_over),
        files=hand_over.attachments.count(),
    )


def _to_centre(hand_over: HandOver, step: str, subject: Any, **context: Any) -> None:
    association = _association(hand_over)
    admin_path = reverse("citizen_requests:inspect", args=[hand_over.request_id])
    with override(CZECH):
        text = str(subject) % _names(hand_over)
    for recipient in centre_on_duty(association):
        write(
            template="hand_over_centre",
            event=f"hand_over_{step}:{hand_over.request_id}:{hand_over.pk}",
            recipient=recipient,
            subject=text,
            association=association,
            request=hand_over.request,
            language=CZECH,
            hand_over=hand_over,
            step=step,
            url=f"{association.site.root_url}{admin_path}",
            **context,
        )


def _to_citizen(hand_over: HandOver, **context: Any) -> None:
    state = HandOverState(hand_over.state)
    tell_citizen(
        request=hand_over.request,
        what=f"hand_over_{state.value}:{hand_over.pk}",
        template="hand_over_citizen",
        subject=TO_CITIZEN[state],
        hand_over=hand_over,
        step=state.value,
        **context,
    )


def _association(hand_over: HandOver) -> Association:
    return Association.objects.select_related("site").get(site=hand_over.request.site_id)


def _names(hand_over: HandOver) -> dict[str, str]:
    """What subjects are made of: nothing that belongs to a person."""
    request = hand_over.request
    return {
        "reference": request.reference,
        "body": hand_over.body,
        "about": request.category.label if request.category else request.get_kind_display(),
        "municipality": request.municipality.name,
        "day": cs_date(hand_over.answer_by),
    }
