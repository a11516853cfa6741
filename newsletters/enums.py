"""States of an issue on its way to readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
