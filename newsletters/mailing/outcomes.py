"""What became of the messages of a mailing, in the words and numbers all its pages share (X5)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.jobs.bounces.statuses import in_words, status_of

from ..enums import DeliveryState


class Became(models.TextChoices):
    """Every delivery is one of the first five; what came back and who unsubscribed are among the sent."""

    WAITING = "waiting", pgettext_lazy("mails of an issue", "waiting")
    SENT = "sent", pgettext_lazy("mails of an issue", "sent")
    IN_DOUBT = "in_doubt", pgettext_lazy("mails of an issue", "in doubt")
    REFUSED = "refused", pgettext_lazy("mails of an issue", "refused")
    LEFT_OUT = "left_out", pgettext_lazy("mails of an issue", "left out")
    BOUNCED = "bounced", pgettext_lazy("mails of an issue", "came back")
    UNSUBSCRIBED = "unsubscribed", pgettext_lazy("mails of an issue", "unsubscribed")

    @property
    def rows(self) -> Q:
        """Which deliveries it means."""
        return ROWS[self]

    @property
    def meaning(self) -> str:
        """One plain sentence."""
        return str(MEANINGS[self])


ROWS = {
    Became.WAITING: Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING]),
    Became.SENT: Q(state=DeliveryState.SENT),
    Became.IN_DOUBT: Q(state=DeliveryState.IN_DOUBT),
    Became.REFUSED: Q(state=DeliveryState.FAILED),
    Became.LEFT_OUT: Q(state=DeliveryState.LEFT_OUT),
    Became.BOUNCED: Q(state=DeliveryState.SENT, bounced_at__isnull=False),
    Became.UNSUBSCRIBED: Q(unsubscribed_at__isnull=False),
}
MEANINGS = {
    Became.WAITING: gettext_lazy("These mails are still to be sent."),
    Became.SENT: gettext_lazy("The readers' mail servers have taken these mails over."),
    Became.IN_DOUBT: gettext_lazy(
        "The connection broke just as the mail was handed over, so nobody knows whether it arrived. The portal doesn't "
        "send it again by itself; if you send it again, the reader may get it twice."
    ),
    Became.REFUSED: gettext_lazy("A mail server refused these mails, or they couldn't be put together; each says why."),
    Became.LEFT_OUT: gettext_lazy("These people had ended or paused the subscription before their turn came."),
    Became.BOUNCED: gettext_lazy("These mails were sent, but a mail server returned them later."),
    Became.UNSUBSCRIBED: gettext_lazy("These readers unsubscribed by the link in this mail."),
}
assert set(ROWS) == set(MEANINGS) == set(Became)  # noqa: S101 - a new outcome has to say what it means


def became(delivery: Any) -> Became:
    """The one of the five, or that it came back."""
    if delivery.state in (DeliveryState.WAITING, DeliveryState.SENDING):
        return Became.WAITING
    if delivery.state == DeliveryState.SENT:
        return Became.BOUNCED if delivery.bounced_at else Became.SENT
    return {
        DeliveryState.IN_DOUBT: Became.IN_DOUBT,
        DeliveryState.FAILED: Became.REFUSED,
        DeliveryState.LEFT_OUT: Became.LEFT_OUT,
    }[delivery.state]


def reason_of(delivery: Any) -> str:
    """Why a mail didn't reach its reader, in plain words with what a mail server said in brackets; else empty."""
    said = delivery.bounce_detail or delivery.last_error
    kind = became(delivery)
    if kind is Became.IN_DOUBT:
        return _("The connection broke while it was being handed over.")
    if kind in (Became.REFUSED, Became.BOUNCED):
        status = status_of(said)
        return f"{in_words(status, said)} ({said})" if status.known else str(said)
    return str(said) if kind in (Became.LEFT_OUT, Became.WAITING) else ""
