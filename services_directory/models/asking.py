"""Asking a provider: the reminders that went out, the link in them, and what the provider proposed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.tenancy.models import SiteOwned

from ..enums import AskState, Audience, Decision
from .service import Service


class ReminderStage(models.Model):
    """When whom is reminded of a verification: the Union's rows (F3, F4).

    `days` counts from the last day on which an entry must be verified: -30 is thirty days before, 1 the first day
    overdue. A stage with `repeat_every` comes again after so many days until the entry is verified.
    """

    days = models.SmallIntegerField(
        _("day"), help_text=_("Counted from the last day for verifying: -30 is thirty days before, 1 the day after.")
    )
    repeat_every = models.PositiveSmallIntegerField(
        _("again every … days"), null=True, blank=True, help_text=_("Empty: once only.")
    )
    audience = models.CharField(_("goes to"), max_length=10, choices=Audience)

    panels = [FieldRowPanel([FieldPanel("days"), FieldPanel("repeat_every")]), FieldPanel("audience")]

    class Meta:
        verbose_name = _("stage of reminders")
        verbose_name_plural = _("stages of reminders")
        ordering = ["days", "audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["days", "audience"],
                name="reminder_stage_once",
                violation_error_message=_("There is a reminder of this day to the same people already."),
            ),
            models.CheckConstraint(
                condition=Q(repeat_every=None) | Q(repeat_every__gte=1),
                name="reminder_repeats_after_a_day",
                violation_error_message=_("A reminder can't come again sooner than after a day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days:+d} {self.get_audience_display()}"


class SentReminder(models.Model):
    """That one recipient was reminded of one service at one stage: the key that makes it once (F3).

    `due_on` is the service's `verify_by` of that time, `turn` counts the repetitions of a stage from 0.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    days = models.SmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField(max_length=10, choices=Audience)
    recipient = models.EmailField()
    on = models.DateField()

    class Meta:
        verbose_name = "sent reminder"
        verbose_name_plural = "sent reminders"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "due_on", "days", "turn", "audience", "recipient"], name="reminded_once"
            )
        ]
        indexes = [models.Index(fields=["on"], name="reminders_of_a_day")]

    def __str__(self) -> str:
        return f"{self.service_id} {self.due_on} {self.days:+d}/{self.turn} {self.audience}"


class ProviderAsk(SiteOwned):
    """A provider's link to one entry: signed, valid until `expires_at`, answered once (F5).

    `key` stands in the signed token; who has the database alone cannot make one. `shown` are the values the
    provider was shown, so that a change made meanwhile is noticed.
    """

    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="asks")
    service_name = models.CharField(max_length=255)
    key = models.CharField(max_length=43, unique=True)
    recipient = models.EmailField(_("recipient"))
    due_on = models.DateField(_("verify by"))
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    state = models.CharField(_("state"), max_length=10, choices=AskState, default=AskState.OPEN)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("question to a provider")
        verbose_name_plural = _("questions to providers")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["site", "-asked_at"], name="ask_listing"),
            models.Index(fields=["recipient"], name="ask_by_recipient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[AskState.CONFIRMED, AskState.PROPOSED], answered_at__isnull=False)
                | Q(state__in=[AskState.OPEN, AskState.REPLACED], answered_at=None),
                name="ask_answered_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.service_name


class Proposal(SiteOwned):
    """What a provider says should read otherwise; the public entry stays until the centre decides (F6)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="proposals")
    ask = models.OneToOneField(ProviderAsk, on_delete=models.SET_NULL, null=True, related_name="proposal")
    told_by = models.CharField(_("who said so"), max_length=150, blank=True)
    note = models.TextField(_("note of the provider"), blank=True)
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    settled_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("proposal of a provider")
        verbose_name_plural = _("proposals of providers")
        ordering = ["made_at", "pk"]
        default_permissions = ("change", "view")
        indexes = [models.Index(fields=["site", "settled_at", "made_at"], name="proposal_listing")]

    def __str__(self) -> str:
        return str(_("Proposal for %(service)s") % {"service": self.service})


class ProposedChange(models.Model):
    """One field of a proposal: the value the provider saw, the value they want, and what the centre decided.

    `field` is a key of `verification.asking.fields.FIELDS`, values are its JSON.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(_("field"), max_length=40)
    old = models.JSONField(_("now"), null=True)
    new = models.JSONField(_("proposed"), null=True)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, default=Decision.WAITING)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "field"], name="proposed_once"),
            models.CheckConstraint(
                condition=Q(decision=Decision.WAITING, decided_at=None)
                | (~Q(decision=Decision.WAITING) & Q(decided_at__isnull=False)),
                name="decision_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.field
