"""The outbox: every message is a row, written in the transaction of the fact it reports (decision 8)."""

import re
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import STUCK, OutboxState
from ..querysets import OutboxQuerySet


class OutboxMessage(models.Model):
    """One message to one recipient about one event. Made by `portal.jobs.outbox` only."""

    # It refers to nothing an editor could miss, and every save of a tracked row writes a task.
    wagtail_reference_index_ignore = True

    event = models.CharField(_("event"), max_length=200, help_text=_("What the message reports; once per recipient."))
    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name=_("site"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reply_to = models.EmailField(_("reply to"), blank=True)
    headers = models.JSONField(_("further headers"), default=dict)
    personal = models.BooleanField(
        _("personal"), default=True, help_text=_("A message in doubt is sent again by itself, mass mail is held.")
    )
    message_id = models.CharField(_("message ID"), max_length=255, unique=True)

    state = models.CharField(_("state"), max_length=10, choices=OutboxState, default=OutboxState.WAITING)
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

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("resend_outboxmessage", "Can send a message again")]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="outbox_waiting"),
            models.Index(fields=["state", "-created_at"], name="outbox_listing"),
            models.Index(fields=["created_at"], name="outbox_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient"],
                name="outbox_once_per_recipient",
                violation_error_message=_("This message has been written to this recipient already."),
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
                violation_error_message=_("A message is sent if and only if it has a time of sending."),
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="outbox_sending_is_claimed",
                violation_error_message=_("A message being sent has the time it was taken up."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.masked_recipient}"

    @property
    def masked_recipient(self) -> str:
        """The recipient as the Union may see it (A5): first letter and domain."""
        local, _at, domain = self.recipient.rpartition("@")
        return f"{local[:1]}…@{domain}"

    def masked(self, text: str) -> str:
        """`text`, which a mail server said of this message, without the recipient's address (A5)."""
        return re.sub(re.escape(self.recipient), lambda _found: self.masked_recipient, text, flags=re.IGNORECASE)

    @property
    def is_stuck(self) -> bool:
        """Whether it waits for a person's decision."""
        return self.state in STUCK


def new_message_id(domain: str) -> str:
    """A Message-ID for good: kept over all attempts, so that a mail server can tell a repetition."""
    return f"<{uuid4().hex}@{domain}>"
