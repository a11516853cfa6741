"""Confirming a subscription by the link in the letter: once, by a button, within the days for it (X1, X2)."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from ..enums import ConsentAct, ConsentSource, SubscriberState
from ..models import ConsentEvent, Subscriber
from . import letters
from .confirm_links import find_waiting
from .ending import end_replaced
from .proof import fingerprint, note


@transaction.atomic
def confirm(*, site: Site, token: str) -> Subscriber | None:
    """From now on mail goes to whom the token belongs to; their row, or None for a token that does nothing.

    It does nothing when it is forged, used, too old or another site's; whoever ended since isn't subscribed again by
    an old letter. The address it replaces ends. Of two taps the second finds the token used.
    """
    waiting = find_waiting(token, site)
    if waiting is None:
        return None
    subscriber = Subscriber.objects.select_for_update().get(pk=waiting.pk)
    if subscriber.confirm_key != waiting.confirm_key:
        return None
    key, asked = subscriber.confirm_key, asked_for(subscriber)
    subscriber.state, subscriber.confirmed_at = SubscriberState.ACTIVE, timezone.now()
    subscriber.confirm_key, subscriber.problem = "", ""
    subscriber.ended_at = subscriber.paused_until = None
    subscriber.save(update_fields=["state", "confirmed_at", "confirm_key", "problem", "ended_at", "paused_until"])
    end_replaced(subscriber=subscriber)
    event = note(
        subscriber=subscriber,
        act=ConsentAct.CONFIRMED,
        source=ConsentSource.LINK,
        wording=asked.wording,
        language=asked.language,
        proof=fingerprint(key),
    )
    letters.welcome(subscriber, event)
    return subscriber


def asked_for(subscriber: Subscriber) -> ConsentEvent:
    """The last time the subscription was asked for: to which words and topics."""
    asked = subscriber.events.filter(act=ConsentAct.ASKED).select_related("wording")
    return asked.order_by("-at", "-pk")[0]
