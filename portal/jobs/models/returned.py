"""What arrived in the mailbox of returned mail: only that it did and what it was taken for, never its text."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import ReturnOutcome
from .outbox import OutboxMessage


class ReturnedMail(models.Model):
    """One report of non-delivery, or what was taken for one; the same mail twice is one row."""

    digest = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    outcome = models.CharField(_("taken for"), max_length=10, choices=ReturnOutcome)
    message = models.ForeignKey(
        OutboxMessage, verbose_name=_("message"), on_delete=models.SET_NULL, null=True, related_name="returned"
    )

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mail")
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-received_at"], name="returned_listing")]

    def __str__(self) -> str:
        return self.get_outcome_display()
