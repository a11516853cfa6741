"""How a centre met the targets of a period, and what it explained (domain §2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import SiteOwned

from ..enums import Verdict


class PeriodEvaluation(SiteOwned):
    """The numbers of one centre at the end of one period, with the limits that held then (TGT-3, TGT-5).

    What is recorded into the period later doesn't change them; the Union may evaluate again, with a reason.
    """

    period = models.ForeignKey(MonitoringPeriod, verbose_name=_("period"), on_delete=models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(_("evaluated at"), default=timezone.now)
    counted = models.PositiveIntegerField(_("closed activities"))
    advice = models.PositiveIntegerField(_("of them expert advice"))
    months = models.JSONField(_("by months"), default=list)
    minimum = models.PositiveIntegerField(_("minimum of the period"))
    monthly_minimum = models.PositiveIntegerField(_("minimum of a month"))
    advice_percent = models.DecimalField(_("minimum share of advice (%)"), max_digits=5, decimal_places=2)
    is_met = models.BooleanField(_("met"))
    are_months_met = models.BooleanField(_("each month met"))
    failures_in_row = models.PositiveSmallIntegerField(_("periods not met in a row"), default=0)
    is_breach = models.BooleanField(_("breach of the agreement"), default=False)
    explanation_due_on = models.DateField(_("explanation due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation of a period")
        verbose_name_plural = _("evaluations of periods")
        ordering = ["-period__starts_on", "site"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["site", "-evaluated_at"], name="evaluation_listing"),
            models.Index(fields=["explanation_due_on"], name="evaluation_to_explain"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "period"], name="one_evaluation_of_a_period"),
            models.CheckConstraint(condition=Q(advice__lte=models.F("counted")), name="advice_among_counted"),
            models.CheckConstraint(
                condition=Q(is_met=True, explanation_due_on__isnull=True, failures_in_row=0)
                | Q(is_met=False, explanation_due_on__isnull=False, failures_in_row__gte=1),
                name="explained_unless_met",
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)


class Explanation(SiteOwned):
    """Why a centre didn't meet a period's targets and what it will do; then the Union's opinion (TGT-4)."""

    evaluation = models.ForeignKey(
        PeriodEvaluation, verbose_name=_("evaluation"), on_delete=models.PROTECT, related_name="explanations"
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    reasons = models.TextField(_("reasons"), max_length=5000)
    measures = models.TextField(_("proposed measures"), max_length=5000)
    submitted_at = models.DateTimeField(_("sent at"), default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer_due_on = models.DateField(_("answer due on"))
    verdict = models.CharField(_("opinion"), max_length=20, choices=Verdict, blank=True)
    opinion = models.TextField(_("opinion of the Union"), max_length=5000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("explanation of targets not met")
        verbose_name_plural = _("explanations of targets not met")
        ordering = ["-submitted_at", "-pk"]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(fields=["site", "-submitted_at"], name="explanation_listing"),
            models.Index(fields=["verdict", "answer_due_on"], name="explanation_to_answer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "number"], name="explanation_number_once"),
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(measures=""), name="explanation_says_why_and_what"),
            models.CheckConstraint(
                condition=Q(verdict="", answered_at__isnull=True, opinion="")
                | Q(verdict=Verdict.SUFFICIENT, answered_at__isnull=False)
                | (Q(verdict=Verdict.INCOMPLETE, answered_at__isnull=False) & ~Q(opinion="")),
                name="opinion_says_what_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation} ({self.number})"
