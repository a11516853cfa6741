"""The states of a delivery beside its way (`taking`), each changed by one conditional statement (decision 8, X5)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import DeliveryState, MailingState, SubscriberKind, SubscriberState
from ..models import Delivery, Mailing


def due(mailing: Mailing, count: int) -> list[Delivery]:
    """The next deliveries of `mailing` whose time has come, with their subscribers."""
    rows = mailing.deliveries.filter(state=DeliveryState.WAITING, next_attempt_at__lte=timezone.now())
    return list(rows.select_related("subscriber").order_by("next_attempt_at", "pk")[:count])


def give_back(delivery: Delivery) -> None:
    """Have it wait as before it was taken up: it hasn't been handed over. Nothing happens if it isn't ours."""
    ours = Delivery.objects.filter(
        pk=delivery.pk, claimed_at=delivery.claimed_at, state__in=(DeliveryState.SENDING, DeliveryState.IN_DOUBT)
    )
    ours.update(state=DeliveryState.WAITING, claimed_at=None, attempts=F("attempts") - 1, last_error="")


def hold_abandoned() -> int:
    """Hold in doubt what a worker that lost its turn was sending; only who has the turn may call it. How many.

    Their time of taking up stays: a worker that was only slow knows its own by it.
    """
    left = Delivery.objects.filter(state=DeliveryState.SENDING, mailing__in=open_mailings())
    return left.update(state=DeliveryState.IN_DOUBT, last_error=_("Sending broke off at this message."))


def leave_out(delivery: Delivery) -> bool:
    """Leave `delivery` out for good if its subscriber doesn't want it (any more); whether it was left out."""
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    current = waiting.select_related("subscriber", "mailing").first()
    reason = _why_not(current) if current is not None else ""
    return bool(reason) and bool(waiting.update(state=DeliveryState.LEFT_OUT, last_error=reason))


def _why_not(delivery: Delivery) -> str:
    """Why its subscriber doesn't get it, to people; nothing for one who does."""
    subscriber = delivery.subscriber
    if subscriber is None or not delivery.recipient or subscriber.erased_at is not None:
        return _("The address has been deleted.")
    if subscriber.state == SubscriberState.UNREACHABLE:
        return _("Mail to this address came back meanwhile.")
    if subscriber.state != SubscriberState.ACTIVE:
        return _("Unsubscribed meanwhile.")
    if subscriber.paused_until is not None and subscriber.paused_until > timezone.localdate():
        return _("The subscription has been paused meanwhile.")
    if subscriber.kind == SubscriberKind.OFFICE or subscriber.topics.filter(pk=delivery.mailing.topic_id).exists():
        return ""
    return _("Gets mail about other topics only now.")


def open_mailings() -> QuerySet[Mailing]:
    """Mailings that are not done."""
    return Mailing.objects.exclude(state=MailingState.DONE)


def under_way() -> QuerySet[Mailing]:
    """Mailings that are gathered or sent now."""
    return Mailing.objects.filter(state__in=(MailingState.GATHERING, MailingState.SENDING))


def is_work_due(at: datetime | None = None) -> bool:
    """Whether a worker has something to do for mailings: to gather, to send, to finish, or to see what a kill left."""
    now = at or timezone.now()
    unsettled = Delivery.objects.filter(
        mailing=OuterRef("pk"), state__in=(DeliveryState.WAITING, DeliveryState.SENDING)
    )
    waits = unsettled.filter(state=DeliveryState.WAITING)
    is_due = Q(Exists(waits.filter(next_attempt_at__lte=now))) | ~Q(Exists(unsettled))
    moving = Q(state=MailingState.GATHERING) | Q(state=MailingState.SENDING) & is_due
    left = Q(Exists(unsettled.filter(state=DeliveryState.SENDING)))
    return open_mailings().filter(moving | left).exists()
