"""Who gets the newsletter by e-mail, and the proof that they asked for it (X1, X2, X4)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.models import CodeListEntry
from portal.tenancy.models import Mandate, Municipality, SiteOwned

from ..enums import ConsentAct, ConsentSource, SubscriberKind, SubscriberState

LANGUAGES = [("cs", _("Czech")), ("en", _("English"))]


class SubscriptionTopic(CodeListEntry):
    """What one may subscribe to. The Union words it and may retire it; a new one needs code that mails it."""

    description = models.CharField(_("description"), max_length=250, blank=True)

    class Meta(CodeListEntry.Meta):
        verbose_name = _("topic of subscription")
        verbose_name_plural = _("topics of subscription")


class ConsentWording(models.Model):
    """One version of the words people agree to. A version somebody agreed to is never changed (X2)."""

    version = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    text = models.TextField(_("wording"), max_length=1000)
    text_en = models.TextField(_("wording in English"), max_length=1000)
    valid_from = models.DateTimeField(_("valid from"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("wording of consent")
        verbose_name_plural = _("wordings of consent")
        ordering = ["-version"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return str(self.version)


class Subscriber(SiteOwned):
    """An address the association's newsletter goes to. `key` stands in the signed links of its mails.

    `confirm_key` stands in the link that confirms it, once, and is empty afterwards; then also ends what it
    `replaces`, the same reader at their address so far. After erasure the address is empty; the row stays for the
    counts.
    """

    wagtail_reference_index_ignore = True

    kind = models.CharField(
        _("kind"), max_length=10, choices=SubscriberKind, default=SubscriberKind.READER, editable=False
    )
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(
        _("state"), max_length=15, choices=SubscriberState, default=SubscriberState.PENDING, editable=False
    )
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("municipality"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("News from it comes first in the mail."),
    )
    mandate = models.ForeignKey(
        Mandate, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    topics = models.ManyToManyField(SubscriptionTopic, verbose_name=_("topics"), related_name="subscribers", blank=True)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="cs")
    paused_until = models.DateField(
        _("paused until"), null=True, blank=True, editable=False, help_text=_("The first day mail goes out again.")
    )
    key = models.CharField(max_length=43, unique=True, editable=False)
    confirm_key = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("address deleted"), null=True, blank=True, editable=False)
    problem = models.CharField(_("why mail doesn't reach it"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("export_subscriber", "Can export addresses of subscribers"),
            ("erase_subscriber", "Can delete addresses of subscribers"),
        ]
        indexes = [
            models.Index(fields=["site", "-created_at"], name="subscriber_listing"),
            models.Index(fields=["site", "state", "kind"], name="subscriber_states"),
            models.Index(fields=["created_at"], condition=Q(state="pending"), name="subscriber_pending"),
            models.Index(Lower("email"), name="subscriber_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                "site",
                "kind",
                Lower("email"),
                condition=~Q(email=""),
                name="subscriber_once",
                violation_error_message=_("This address is here already."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(email="", confirm_key=""), name="subscriber_erased_whole"
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(confirmed_at__isnull=False), name="subscriber_active_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConsentEvent(SiteOwned):
    """A line of the proof of consent: what, when, by what, to which wording and topics (X2).

    It never changes; it goes with its subscriber only, at the end of retention. The proof that somebody clicked is the
    fingerprint (SHA-256) of the link's key, not an address of their machine.
    """

    wagtail_reference_index_ignore = True

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(_("what"), max_length=15, choices=ConsentAct)
    source = models.CharField(_("by what"), max_length=15, choices=ConsentSource)
    at = models.DateTimeField(_("when"), default=timezone.now)
    wording = models.ForeignKey(
        ConsentWording, verbose_name=_("wording"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    topics = models.JSONField(_("topics"), default=list)
    proof = models.CharField(_("fingerprint of the link"), max_length=64, blank=True)
    by = models.CharField(_("who"), max_length=150, blank=True, help_text=_("Of the centre, where it was the centre."))

    class Meta:
        verbose_name = _("line of consent")
        verbose_name_plural = _("lines of consent")
        ordering = ["at", "pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["site", "at"], name="consent_listing")]

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.act}"
