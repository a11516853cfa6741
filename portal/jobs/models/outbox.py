"""The outbox: every message is a row, written in the transaction of the fact it reports (decision 8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import OutboxState
from ..querysets import OutboxQuerySet
from .posted import Posted, posted_constraints


class OutboxMessage(Posted):
    """One message to one recipient about one event. Made by `portal.jobs.outbox` only."""

    event = models.CharField(_("event"), max_length=200, help_text=_("What the message reports; once per recipient."))
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    site = models.ForeignKey(
        "wagtailcore.Site", verbose_name=_("site"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reply_to = models.EmailField(_("reply to"), blank=True)
    headers = models.JSONField(_("further headers"), default=dict)
    attachments = models.JSONField(_("attachments"), default=list)
    personal = models.BooleanField(
        _("personal"), default=True, help_text=_("A message in doubt is sent again by itself, mass mail is held.")
    )
    state = models.CharField(_("state"), max_length=10, choices=OutboxState, default=OutboxState.WAITING)

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
            *posted_constraints("outbox"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.masked_recipient}"

    @property
    def attachment_names(self) -> str:
        """Names of the files that go along, for the Union's eyes."""
        return ", ".join(file["name"] for file in self.attachments)
