"""When each registered periodic job ran last (decision 9)."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import JobCondition

GRACE = timedelta(minutes=5)
"""What a run may be late beside its interval: a restart, a long task before it."""


class PeriodicJob(models.Model):
    """A job of `portal.jobs.registry`; the row is made when a worker first sees it."""

    name = models.CharField(_("name"), max_length=100, primary_key=True)
    interval = models.DurationField(_("interval"))
    registered_at = models.DateTimeField(_("known since"), default=timezone.now)
    last_started = models.DateTimeField(_("last start"), null=True)
    last_finished = models.DateTimeField(_("last end"), null=True)
    last_ok = models.DateTimeField(_("last success"), null=True)
    last_error = models.CharField(
        _("last error"), max_length=400, blank=True, help_text=_("Where it stopped; the log has the details.")
    )
    lease_until = models.DateTimeField(_("taken until"), null=True, help_text=_("Nobody else starts it before."))

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        ordering = ["name"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        from ..registry import registered

        job = registered().get(self.name)
        return str(job.label) if job else self.name

    @property
    def next_run(self) -> datetime:
        """When it is due; a time in the past means now."""
        return self.last_started + self.interval if self.last_started else self.registered_at

    @property
    def condition(self) -> JobCondition:
        """What the Union wants to know first."""
        if self.is_late:
            return JobCondition.LATE
        return JobCondition.FAILED if self.last_error else JobCondition.FINE

    @property
    def is_late(self) -> bool:
        """Whether a run was missed: no success within two intervals and a little."""
        return (self.last_ok or self.registered_at) + 2 * self.interval + GRACE < timezone.now()
