"""An issue on its way to its readers by e-mail: one mailing, a delivery for each of them (NWS-3, X5)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models.posted import Posted, posted_constraints
from portal.tenancy.models import Municipality, SiteOwned

from ..enums import DeliveryState, MailingState, SubscriberKind
from .sending import IssueSending
from .subscriber import Subscriber, SubscriptionTopic


class Mailing(SiteOwned):
    """One issue to its readers, once. `letters` are its mails as approved when it was started, by language.

    `gathered_to` is the last subscriber whose delivery is made; `gather_until` the last who was there at the start.
    """

    wagtail_reference_index_ignore = True

    issue = models.OneToOneField(
        "newsletters.NewsletterIssuePage", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="mailing"
    )
    sending = models.OneToOneField(IssueSending, on_delete=models.PROTECT, related_name="mailing", editable=False)
    topic = models.ForeignKey(
        SubscriptionTopic, verbose_name=_("topic"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    letters = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=MailingState, default=MailingState.GATHERING, editable=False
    )
    reason = models.CharField(_("why it is paused"), max_length=400, blank=True, editable=False)
    gather_until = models.BigIntegerField(default=0, editable=False)
    gathered_to = models.BigIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    started_by = models.CharField(_("who"), max_length=150, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-started_at", "-pk"]
        default_permissions = ("add", "change", "view")
        indexes = [
            models.Index(fields=["site", "-started_at"], name="mailing_listing"),
            models.Index(fields=["started_at"], condition=~Q(state="done"), name="mailing_open"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(Posted, SiteOwned):
    """One mailing to one address, exactly once but for what is in doubt (decision 8).

    `recipient` is the address as it was when the mailing was gathered, in small letters; it is emptied at the end of
    retention.
    """

    mailing = models.ForeignKey(Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )
    recipient = models.EmailField(_("recipient"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SubscriberKind)
    language = models.CharField(_("language"), max_length=10, default="cs")
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    unsubscribed_at = models.DateTimeField(
        _("unsubscribed"), null=True, blank=True, help_text=_("When its reader ended the subscription by a link in it.")
    )

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        default_permissions = ("change", "view")
        indexes = [
            models.Index(
                fields=["mailing", "next_attempt_at", "id"], condition=Q(state="waiting"), name="delivery_due"
            ),
            models.Index(fields=["mailing", "state"], name="delivery_states"),
            models.Index(fields=["site", "-created_at"], name="delivery_listing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "recipient"],
                condition=~Q(recipient=""),
                name="delivery_once_per_recipient",
            ),
            *posted_constraints("delivery"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def event(self) -> str:  # type: ignore[override]
        """As a message of the outbox would name it."""
        return f"newsletters.mailing:{self.mailing_id}"

    @property
    def personal(self) -> bool:  # type: ignore[override]
        """Mass mail: what is in doubt waits for a person."""
        return False
