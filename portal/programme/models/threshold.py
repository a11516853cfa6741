"""Limits of the programme: how many, how long, how good."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.tenancy.querysets import DatedQuerySet

from ..enums import ThresholdUnit
from ..guards import ask_guards
from .programme import CODE, NAME_PANELS, Programme, TranslatedName


class Threshold(TranslatedName):
    """A limit in force from a day on: `code` is what the portal asks for, the Union sets the value.

    A changed value is a new row of the same code; what was counted before keeps the old one (TGT-2).
    """

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="thresholds"
    )
    code = models.CharField(_("code"), max_length=64, validators=[CODE])
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, choices=ThresholdUnit)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The first day it no longer holds.")
    )
    source = models.CharField(
        _("rule"), max_length=20, blank=True, help_text=_("The rule it comes from, for example MTG-3.")
    )

    objects = DatedQuerySet.as_manager()

    panels = [
        FieldPanel("programme"),
        *NAME_PANELS,
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldRowPanel([FieldPanel("code"), FieldPanel("source")]),
    ]

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code", "valid_from"],
                name="threshold_once_a_day",
                violation_error_message=_("This threshold already has a value from this day on."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="threshold_ends_after_it_begins",
                violation_error_message=_("A threshold ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["code", "valid_from"], name="threshold_on_a_day")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Ask the rules of this code. Raises ValidationError at the field that a rule refuses."""
        super().clean()
        ask_guards(self, Threshold.objects.filter(pk=self.pk).first() if self.pk else None)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, unless a rule of this code refuses: raises ValidationError then."""
        ask_guards(self, self)
        return super().delete(*args, **kwargs)

    @property
    def amount(self) -> str:
        """The value with its unit, as it is read: "2,5 známka", "14 dní"."""
        places = 0 if self.value == self.value.to_integral_value() else None
        return f"{number_format(self.value.normalize(), places)} {self.get_unit_display()}"
