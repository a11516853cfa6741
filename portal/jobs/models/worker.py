"""Which workers live."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import WorkerQuerySet

HEARTBEAT = timedelta(seconds=15)
DEAD_AFTER = timedelta(minutes=2)
"""A worker not seen for so long is dead; its tasks go back."""


class WorkerProcess(models.Model):
    """A running `run_worker`; its heartbeat thread says every `HEARTBEAT` that it lives."""

    id = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        default_permissions = ()

    def __str__(self) -> str:
        return self.id
