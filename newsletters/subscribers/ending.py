"""Ending a subscription: by its reader, the centre or an address that doesn't work; deleting the address (X2, X3).

Every act leaves a line of proof and may come twice: the second time nothing happens.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from ..enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState
from ..models import Delivery, Subscriber
from .letters import forget_letters, take_back_followed
from .log import END, ERASE
from .persons import locked_rows, persons_rows
from .proof import fingerprint, note

BY_LINK = frozenset({ConsentSource.LINK, ConsentSource.ONE_CLICK})


@transaction.atomic
def unsubscribe(*, subscriber: Subscriber, source: ConsentSource, mailing: int | None = None, by: str = "") -> None:
    """End every subscription of the address at its association, as reader and in office.

    `mailing` is the key of the mailing whose mail it was ended by, for its figures: it counts whoever ended something
    by it. A link of confirmation that waits holds no more.
    """
    rows = locked_rows(subscriber)
    Subscriber.objects.filter(pk__in=[row.pk for row in rows]).exclude(confirm_key="").update(confirm_key="")
    open_rows = [row for row in rows if row.state != SubscriberState.UNSUBSCRIBED]
    for row in open_rows:
        _end(row)
        _note(row, ConsentAct.WITHDRAWN, source, by)
    if open_rows and mailing is not None:
        sent = Delivery.objects.filter(site_id=subscriber.site_id, mailing_id=mailing, unsubscribed_at=None)
        sent.filter(subscriber__in=rows).update(unsubscribed_at=timezone.now())
    _audit(open_rows, END, source)


@transaction.atomic
def switch_off(*, subscriber: Subscriber, problem: str) -> None:
    """Send no more mail to an address that doesn't work; `problem` says why in plain words. Only an active row."""
    row = next((row for row in locked_rows(subscriber) if row.pk == subscriber.pk), None)
    if row is None or row.state != SubscriberState.ACTIVE:
        return
    row.state, row.ended_at, row.problem = SubscriberState.UNREACHABLE, timezone.now(), problem[:400]
    row.save(update_fields=["state", "ended_at", "problem"])
    take_back_followed(row)
    note(subscriber=row, act=ConsentAct.SWITCHED_OFF, source=ConsentSource.BOUNCE)


@transaction.atomic
def erase(*, subscriber: Subscriber, source: ConsentSource, by: str = "") -> None:
    """Delete the address everywhere: in all its rows, those it replaced, deliveries and letters (GDPR, art. 17).

    What stays are numbers and the lines of proof, which no longer say whose they are. A letter just being sent goes
    with the next run of `newsletters.forget_subscribers`.
    """
    rows = [row for row in persons_rows(locked_rows(subscriber)) if row.erased_at is None]
    now = timezone.now()
    for row in rows:
        row.state, row.ended_at, row.erased_at = SubscriberState.UNSUBSCRIBED, row.ended_at or now, now
        row.email = row.confirm_key = row.problem = ""
        row.paused_until = None
        row.save(update_fields=["state", "ended_at", "erased_at", "email", "confirm_key", "problem", "paused_until"])
        _note(row, ConsentAct.ERASED, source, by)
    Delivery.objects.filter(subscriber__in=rows).update(recipient="", last_error="", bounce_detail="")
    for row in rows:
        forget_letters(row)
    _audit(rows, ERASE, source)


@transaction.atomic
def end_replaced(*, subscriber: Subscriber) -> None:
    """End the address which this one, just confirmed, replaces; a pause goes along. Call it when it is confirmed."""
    if subscriber.replaces_id is None:
        return
    readers = Subscriber.objects.select_for_update(of=("self",)).filter(kind=SubscriberKind.READER)
    old = readers.filter(pk=subscriber.replaces_id, site_id=subscriber.site_id).first()
    if old is None or old.state == SubscriberState.UNSUBSCRIBED:
        return
    if old.paused_until is not None:
        subscriber.paused_until = old.paused_until
        subscriber.save(update_fields=["paused_until"])
    _end(old)
    # By this line `persons` knows that both addresses are one reader's: only who confirmed the new one has ended this.
    note(subscriber=old, act=ConsentAct.WITHDRAWN, source=ConsentSource.LINK, proof=fingerprint(subscriber.key))


def _end(row: Subscriber) -> None:
    row.state, row.ended_at = SubscriberState.UNSUBSCRIBED, timezone.now()
    row.confirm_key, row.paused_until = "", None
    row.save(update_fields=["state", "ended_at", "confirm_key", "paused_until"])
    take_back_followed(row)


def _note(row: Subscriber, act: ConsentAct, source: ConsentSource, by: str) -> None:
    note(subscriber=row, act=act, source=source, proof=fingerprint(row.key) if source in BY_LINK else "", by=by)


def _audit(rows: Iterable[Subscriber], action: str, source: ConsentSource) -> None:
    """What people of the centre did stands in the log of the administration too."""
    if source == ConsentSource.STAFF:
        for row in rows:
            log(row, action)
