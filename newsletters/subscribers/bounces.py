"""Mail to a subscriber that came back: an address that doesn't work is switched off, and says why (X1, X5).

What didn't arrive for another reason (a full queue, a server that dislikes ours) stands at its message only.
"""

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import translation

from portal.jobs.bounces import Bounce
from portal.jobs.models import OutboxMessage

from ..enums import SubscriberState
from ..models import Delivery, Subscriber
from .ending import switch_off

LETTERS = "newsletters.subscriber"
"""How the events of letters about a subscription begin."""


def note_bounce(bounce: Bounce) -> None:
    """Switch the address off at the association whose mail it was, as reader and in office.

    Who waits for a confirmation keeps waiting: the centre sees why none comes. An address that was changed meanwhile
    is nobody's any more.
    """
    site_id = _site_of(bounce)
    if site_id is None or not bounce.permanent or not bounce.recipient:
        return
    # A mail service asks in a language of its own.
    with translation.override(settings.LANGUAGE_CODE):
        problem = bounce.in_words[:400]
    rows = Subscriber.objects.for_site(site_id).alias(address=Lower("email"))
    for subscriber in rows.filter(address=Lower(Value(bounce.recipient))).order_by("pk"):
        switch_off(subscriber=subscriber, problem=problem)
        if subscriber.state == SubscriberState.PENDING:
            Subscriber.objects.filter(pk=subscriber.pk, state=SubscriberState.PENDING).update(problem=problem)


def _site_of(bounce: Bounce) -> int | None:
    """The association whose mail to a subscriber it was; None for all other mail."""
    message = bounce.message
    if isinstance(message, Delivery):
        return int(message.site_id)
    if isinstance(message, OutboxMessage) and bounce.event.startswith(LETTERS):
        return message.site_id
    return None
