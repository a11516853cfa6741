"""Random checks of quality: the Union asks those served and writes down what it learned (TGT-6)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import SiteOwned

from ..enums import Asked, AskedBy, QualityOutcome
from .activity import Activity

BEST, WORST = 1, 5
"""Grades as at school (MTG-8)."""


class QualitySample(models.Model):
    """One draw of the Union: from which period, how many of each centre; by its seed anybody can draw it again."""

    period = models.ForeignKey(MonitoringPeriod, verbose_name=_("period"), on_delete=models.PROTECT, related_name="+")
    per_centre = models.PositiveSmallIntegerField(
        _("activities of each centre"), validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    seed = models.BigIntegerField(_("seed"), editable=False)
    drawn_at = models.DateTimeField(_("drawn at"), default=timezone.now, editable=False)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("drawn by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("sample of activities")
        verbose_name_plural = _("samples of activities")
        ordering = ["-drawn_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return f"{self.period} ({timezone.localdate(self.drawn_at).isoformat()})"


class QualityCheck(SiteOwned):
    """One drawn activity and what those served said of it."""

    sample = models.ForeignKey(QualitySample, verbose_name=_("sample"), on_delete=models.PROTECT, related_name="checks")
    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="quality_checks"
    )
    asked = models.CharField(_("who was asked"), max_length=20, choices=Asked, blank=True)
    asked_by = models.CharField(_("how"), max_length=20, choices=AskedBy, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=QualityOutcome, blank=True)
    grade = models.PositiveSmallIntegerField(
        _("grade"),
        null=True,
        blank=True,
        validators=[MinValueValidator(BEST), MaxValueValidator(WORST)],
        help_text=_("As at school: 1 is best, 5 worst."),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True, help_text=_("The centre reads it too."))
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("quality check")
        verbose_name_plural = _("quality checks")
        ordering = ["-sample__drawn_at", "site", "pk"]
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["site", "recorded_at"], name="quality_check_listing")]
        constraints = [
            models.UniqueConstraint(fields=["sample", "activity"], name="activity_drawn_once"),
            models.CheckConstraint(
                condition=Q(outcome="", recorded_at__isnull=True)
                | (~Q(outcome="") & Q(recorded_at__isnull=False, asked_on__isnull=False)),
                name="quality_check_recorded_whole",
            ),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(BEST, WORST)), name="quality_grade_as_at_school"
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity.reference)
