"""States of background work, with named sets of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OutboxState(models.TextChoices):
    """Life of a message: waiting → sending → sent; from sending also back to waiting, in doubt or failed."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    IN_DOUBT = "in_doubt", _("in doubt")
    FAILED = "failed", _("failed")


STUCK = frozenset({OutboxState.IN_DOUBT, OutboxState.FAILED})
"""States nobody leaves without a person's decision; only these may be sent again."""


class ReturnOutcome(models.TextChoices):
    """What a mail that arrived in the mailbox of returned mail was taken for."""

    BOUNCED = "bounced", _("the address doesn't work")
    FAILED = "failed", _("not delivered, for another reason than the address")
    DELAYED = "delayed", _("delayed, still being tried")
    TAKEN = "taken", _("written by people, taken in")
    AUTOMATIC = "automatic", _("automatic answer")
    UNMATCHED = "unmatched", _("not a report about our mail")
    UNREADABLE = "unreadable", _("unreadable")


class JobCondition(models.TextChoices):
    """How a periodic job is: told from its last runs, not stored."""

    FINE = "fine", _("in order")
    FAILED = "failed", _("failed")
    LATE = "late", pgettext_lazy("job", "late")
