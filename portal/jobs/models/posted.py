"""A message on its way to one recipient, whoever keeps it: how it stands, how often it was tried, what came of it."""

import re
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import STUCK


class Posted(models.Model):
    """The row a worker takes up, sends and settles (decision 8); a model that inherits it keeps `state` of its own.

    States have the values of `portal.jobs.enums.OutboxState`; a model may have more.
    """

    # It refers to nothing an editor could miss, and every save of a tracked row writes a task.
    wagtail_reference_index_ignore = True

    recipient = models.EmailField(_("recipient"))
    message_id = models.CharField(_("message ID"), max_length=255, unique=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(_("taken up"), null=True)
    last_error = models.CharField(_("last error"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    bounced_at = models.DateTimeField(
        _("came back"), null=True, help_text=_("When we learned that the message did not reach the recipient.")
    )
    bounce_detail = models.CharField(_("why it came back"), max_length=400, blank=True)

    state: "models.CharField[str, str]"
    event: "models.CharField[str, str]"
    """What the message reports, in words of the app it comes from; a property will do."""
    personal: "models.BooleanField[bool, bool]"
    """Whether it is sent again by itself when in doubt; mass mail is held. A property will do."""

    class Meta:
        abstract = True

    @property
    def masked_recipient(self) -> str:
        """The recipient as the Union may see it (A5): first letter and domain."""
        local, _at, domain = self.recipient.rpartition("@")
        return f"{local[:1]}…@{domain}"

    def masked(self, text: str) -> str:
        """`text`, which a mail server said of this message, without the recipient's address (A5)."""
        if not self.recipient:  # Deleted meanwhile; so is the place to look for.
            return text
        return re.sub(re.escape(self.recipient), lambda _found: self.masked_recipient, text, flags=re.IGNORECASE)

    @property
    def is_stuck(self) -> bool:
        """Whether it waits for a person's decision."""
        return self.state in STUCK


def posted_constraints(prefix: str) -> list[models.BaseConstraint]:
    """What holds for the rows of every such model; names begin with `prefix`."""
    return [
        models.CheckConstraint(
            condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            name=f"{prefix}_sent_has_time",
            violation_error_message=_("A message is sent if and only if it has a time of sending."),
        ),
        models.CheckConstraint(
            condition=~Q(state="sending") | Q(claimed_at__isnull=False),
            name=f"{prefix}_sending_is_claimed",
            violation_error_message=_("A message being sent has the time it was taken up."),
        ),
    ]


def new_message_id() -> str:
    """A Message-ID for good: kept over all attempts, so that a mail server can tell a repetition."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{uuid4().hex}@{domain}>"
