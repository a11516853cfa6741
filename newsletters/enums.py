"""States of an issue on its way to readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """How a round of the review ended (NWS-5); a round without an outcome waits for the Union."""

    RETURNED = "returned", _("returned with comments")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("taken back by the centre")


class Channel(models.TextChoices):
    """By what the reviewer decided (V1)."""

    ACCOUNT = "account", _("in the administration")
    LINK = "link", _("by a personal link")


class SendingKind(models.TextChoices):
    """How an issue went out to readers (NWS-3)."""

    EMAIL = "email", _("by e-mail")
    PRINT = "print", _("on paper")
    MUNICIPAL = "municipal", _("inside municipal periodicals")


class ContributionState(models.TextChoices):
    """What became of a contribution (N1)."""

    WAITING = "waiting", _("waits")
    TAKEN = "taken", _("taken into the issue")
    DECLINED = "declined", _("not taken")


class SubscriberKind(models.TextChoices):
    """Why somebody gets the newsletter: they asked for it, or they are in an office of a member municipality."""

    READER = "reader", _("reader")
    OFFICE = "office", _("in office")


class SubscriberState(models.TextChoices):
    """Whether mail goes to an address (X1)."""

    PENDING = "pending", _("not confirmed yet")
    ACTIVE = "active", _("subscribed")
    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    UNREACHABLE = "unreachable", _("the address doesn't work")


class ConsentAct(models.TextChoices):
    """What happened to a subscription (X2)."""

    ASKED = "asked", _("asked for")
    ENTERED = "entered", _("entered as recipient in office")
    CONFIRMED = "confirmed", _("confirmed")
    CHANGED = "changed", _("changed")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    WITHDRAWN = "withdrawn", _("unsubscribed")
    SWITCHED_OFF = "switched_off", _("switched off: the address doesn't work")
    ERASED = "erased", _("address deleted")


class ConsentSource(models.TextChoices):
    """By what it happened (X2)."""

    FORM = "form", _("form on the web")
    LINK = "link", _("personal link")
    ONE_CLICK = "one_click", _("one click in the mail program")
    STAFF = "staff", _("written down by the centre")
    OFFICE = "office", _("register of mayors")
    BOUNCE = "bounce", _("mail that came back")
    PORTAL = "portal", _("the portal by itself")


class MailingState(models.TextChoices):
    """Life of a mailing: its recipients are gathered, it is sent, it is done; it may be paused in between (X5)."""

    GATHERING = "gathering", _("gathering recipients")
    SENDING = "sending", pgettext_lazy("mailing", "being sent")
    PAUSED = "paused", pgettext_lazy("mailing", "paused")
    DONE = "done", pgettext_lazy("mailing", "done")


class DeliveryState(models.TextChoices):
    """Life of a delivery: that of any message on its way (`portal.jobs.enums.OutboxState`), or left out (X5)."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    IN_DOUBT = "in_doubt", _("in doubt")
    FAILED = "failed", _("failed")
    LEFT_OUT = "left_out", _("left out")


class PrintKind(models.TextChoices):
    """How an issue is printed (NWS-3; codelists: newsletter channels)."""

    FREE = "free", _("own newsletter, free of charge")
    PAID = "paid", _("own newsletter, sold")
    MUNICIPAL = "municipal", _("part of a municipal periodical")


class PrintLayout(models.TextChoices):
    """The two layouts of the PDF (N5)."""

    COLOUR = "colour", _("colour")
    BLACK = "black", _("black and white")
