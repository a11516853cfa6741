"""The log of verifications, when a service was public where, and what an association decided about verifying."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.core.append_only import AppendOnly, AppendOnlyQuerySet
from portal.tenancy.models import Municipality, SiteOwned, StaffMember
from portal.tenancy.panels import SitePanel
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import CheckReason, Method, Result
from ..verification.dates import longest_months
from .service import Service


class VerificationQuerySet(SiteOwnedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    """Lines of the log."""


class Verification(AppendOnly, SiteOwned):
    """One line of the log (F8): who checked a service with its provider, how, and what came out. Never changed.

    The service is named by its `uid`: the line outlives the entry. `site` is the association of that day.
    `changes` is a list of ``{"field", "label", "old", "new"}`` in words as the entry's history shows them.
    """

    uid = models.UUIDField(_("identifier of the service"))
    name = models.CharField(_("service"), max_length=255)
    on = models.DateField(_("verified on"))
    method = models.CharField(_("how"), max_length=10, choices=Method)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    recorded_by = models.CharField(_("recorded by"), max_length=150, blank=True)
    told_by = models.CharField(
        _("who said so"), max_length=150, blank=True, help_text=_("The person at the provider, if they gave a name.")
    )
    changes = models.JSONField(_("changed"), default=list)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = VerificationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-on", "-pk"]
        default_permissions = ("add", "view")
        indexes = [
            models.Index(fields=["uid", "on"], name="verification_of_a_service"),
            models.Index(fields=["site", "-on"], name="verification_listing"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_result_display()}"


class Presence(models.Model):
    """From when until when a service was public in one municipality of one association (F9).

    `until` is the first day on which it no longer was. Kept by `services_directory.presence` only.
    """

    uid = models.UUIDField()
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        verbose_name = "presence in the directory"
        verbose_name_plural = "presences in the directory"
        indexes = [
            models.Index(fields=["site", "since", "until"], name="presence_on_a_day"),
            models.Index(fields=["uid"], name="presence_of_a_service"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["uid"], condition=Q(until=None), name="present_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="presence_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid}: {self.since}–{self.until or ''}"


class VerificationPolicy(SiteOwned):
    """How an association verifies: one row per association, made when it first differs from the Union's rule.

    `months` is never longer than the Union's (DIR-3, F1); empty means the Union's.
    """

    months = models.PositiveSmallIntegerField(
        _("verify every … months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Shorter than the Union's limit, never longer; empty means the Union's limit."),
    )
    default_keeper = models.ForeignKey(
        StaffMember,
        verbose_name=_("who keeps entries without a keeper of their own"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    asks_providers = models.BooleanField(
        _("ask providers by e-mail"),
        default=True,
        help_text=_("They confirm or correct their entry by a link, without an account."),
    )

    panels = [
        SitePanel(),
        FieldPanel("months"),
        FieldPanel("default_keeper"),
        FieldPanel("asks_providers"),
    ]

    def clean(self) -> None:
        super().clean()
        longest = longest_months()
        if self.months is not None and self.months > longest:
            said = ngettext(
                "At most %(count)d month: that is the Union's limit.",
                "At most %(count)d months: that is the Union's limit.",
                longest,
            )
            raise ValidationError({"months": said % {"count": longest}})
        if self.default_keeper is not None and self.default_keeper.site_id != self.site_id:
            raise ValidationError({"default_keeper": gettext("Choose somebody of the same association.")})

    class Meta:
        verbose_name = _("rules of verification")
        verbose_name_plural = _("rules of verification")
        constraints = [
            models.UniqueConstraint(fields=["site"], name="verification_policy_once"),
            models.CheckConstraint(condition=Q(months=None) | Q(months__gte=1), name="verification_policy_months"),
        ]

    def __str__(self) -> str:
        return str(_("Rules of verification"))


class VerificationPlan(SiteOwned):
    """How an association gets through entries that were never verified: so many a week from a day on.

    The days themselves stand with the services (`Service.planned_for`).
    """

    per_week = models.PositiveSmallIntegerField(_("entries a week"), validators=[MinValueValidator(1)])
    starts_on = models.DateField(_("first week begins on"))
    made_at = models.DateTimeField(auto_now_add=True, editable=False)

    panels = [SitePanel(), FieldRowPanel([FieldPanel("per_week"), FieldPanel("starts_on")])]

    class Meta:
        verbose_name = _("plan of first verifications")
        verbose_name_plural = _("plans of first verifications")
        constraints = [models.UniqueConstraint(fields=["site"], name="verification_plan_once")]

    def __str__(self) -> str:
        return str(_("Plan of first verifications"))


class EntryCheck(models.Model):
    """Why a service asks to be checked before its time (F10); open until a verification settles it.

    `value` is the address that failed, or what was reported. While a service has an open one,
    `Service.check_since` is the day of the oldest.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="checks")
    reason = models.CharField(_("reason"), max_length=10, choices=CheckReason)
    value = models.CharField(_("what is wrong"), max_length=500, blank=True)
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    noted_at = models.DateTimeField(_("noted"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("reason to check")
        verbose_name_plural = _("reasons to check")
        ordering = ["noted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "reason", "value"], condition=Q(settled_at=None), name="entry_check_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.value}"
