"""Who gets a mailing: a delivery for each address, made in batches that a kill can't halve (X5)."""

from django.conf import settings
from django.db import transaction

from portal.jobs.models.posted import new_message_id

from ..enums import MailingState
from ..models import Delivery, Mailing, Subscriber
from ..subscribers.recipients import recipients

BATCH = 500


@transaction.atomic
def gather(mailing: Mailing) -> int:
    """Make the deliveries of the next `BATCH` subscribers of `mailing`; how many were looked at.

    With the last of them the mailing may be sent. Nothing happens to one that isn't being gathered (any more).
    """
    current = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if current.state != MailingState.GATHERING:
        return 0
    rows = list(_next_of(current))
    # An address in two batches, as when it changed hands meanwhile, is one delivery: the first.
    Delivery.objects.bulk_create([_delivery(current, row) for row in rows], ignore_conflicts=True)
    if len(rows) < BATCH:
        current.gathered_to, current.state = current.gather_until, MailingState.SENDING
    else:
        current.gathered_to = rows[-1].pk
    current.save(update_fields=["gathered_to", "state"])
    return len(rows)


def _next_of(mailing: Mailing) -> list[Subscriber]:
    """Subscribers there were at the start and who want it now, in the order they came."""
    rows = recipients(site=mailing.site_id, topic=mailing.topic)
    return list(rows.filter(pk__gt=mailing.gathered_to, pk__lte=mailing.gather_until).order_by("pk")[:BATCH])


def _delivery(mailing: Mailing, subscriber: Subscriber) -> Delivery:
    return Delivery(
        site_id=mailing.site_id,
        mailing=mailing,
        subscriber=subscriber,
        recipient=subscriber.email.lower(),
        kind=subscriber.kind,
        # Whose language the issue doesn't speak gets it in Czech.
        language=subscriber.language if subscriber.language in mailing.letters else settings.LANGUAGE_CODE,
        municipality_id=subscriber.municipality_id,
        message_id=new_message_id(),
    )
