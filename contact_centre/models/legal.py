"""Hours of legal advice that a centre may use (LAW-1); what it used stands on its activities."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import SiteOwned


class LegalHours(SiteOwned):
    """Hours the Union gave to a centre, from a day on."""

    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("hours of legal advice")
        verbose_name_plural = _("hours of legal advice")
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["site", "-valid_from"], name="legal_hours_listing")]
        constraints = [models.CheckConstraint(condition=models.Q(hours__gte=0), name="legal_hours_not_negative")]

    def __str__(self) -> str:
        return f"{self.hours.normalize():f}"
