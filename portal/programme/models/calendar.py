"""The programme's calendar: periods, windows for meetings, deadlines (domain §2, §6, §7)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.core.templatetags.portal import cs_days

from ..enums import DeadlineKind
from .programme import Programme


class Span(models.Model):
    """Days from–to within a programme, both included; spans of one kind don't overlap."""

    programme: Any
    programme_id: int
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day."))

    class Meta:
        abstract = True
        ordering = ["programme", "number"]

    @property
    def days(self) -> str:
        """Its first and last day as people write them."""
        return cs_days(self.starts_on, self.ends_on)

    def clean(self) -> None:
        super().clean()
        if not (self.programme_id and self.starts_on and self.ends_on):
            return
        # Each kind of span has its own key to the programme, so the abstract class has none to name.
        own_programme = Q(programme=self.programme_id)
        others = type(self)._default_manager.filter(own_programme).exclude(pk=self.pk)
        other = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if other is not None:
            raise ValidationError({"starts_on": gettext("These days overlap with number %d.") % other.number})


class MonitoringPeriod(Span):
    """A quarter in which activities are counted; one that isn't checked is for starting up (TGT-3)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="periods"
    )
    is_checked = models.BooleanField(_("is checked"), default=True, help_text=_("Targets are evaluated at its end."))

    panels = [
        FieldRowPanel([FieldPanel("programme"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("is_checked"),
    ]

    class Meta(Span.Meta):
        verbose_name = _("monitoring period")
        verbose_name_plural = _("monitoring periods")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="period_number_once",
                violation_error_message=_("The programme has a period of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="period_ends_after_it_begins",
                violation_error_message=_("A period ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="period_of_a_day")]

    def __str__(self) -> str:
        return gettext("Period %d") % self.number


class MeetingWindow(Span):
    """The days in which a mayors' meeting has to be held (MTG-1)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="meeting_windows"
    )
    is_opening = models.BooleanField(
        _("opening meeting"), default=False, help_text=_("The first meeting, held soon after the entrance training.")
    )

    panels = [
        FieldRowPanel([FieldPanel("programme"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("is_opening"),
    ]

    class Meta(Span.Meta):
        verbose_name = _("window for mayors' meetings")
        verbose_name_plural = _("windows for mayors' meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="window_number_once",
                violation_error_message=_("The programme has a window of this number already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="window_ends_after_it_begins",
                violation_error_message=_("A window ends after it begins."),
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="window_of_a_day")]

    def __str__(self) -> str:
        return gettext("Mayors' meeting %d") % self.number


class Deadline(models.Model):
    """The last day for something, for example for sending newsletter 3 to the Union (NWS-5)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="deadlines"
    )
    kind = models.CharField(_("for what"), max_length=40, choices=DeadlineKind)
    number = models.PositiveSmallIntegerField(
        _("number"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("Of the newsletter issue, the claim, the analysis."),
    )
    due_on = models.DateField(_("due on"), help_text=_("The last day."))

    panels = [
        FieldPanel("programme"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
        FieldPanel("due_on"),
    ]

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "number"],
                name="deadline_once",
                violation_error_message=_("The programme has this deadline already."),
            )
        ]
        indexes = [models.Index(fields=["kind", "due_on"], name="deadline_by_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number})"
