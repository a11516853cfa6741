"""That an issue went out to readers: from then on nobody changes it (N6)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly
from portal.tenancy.models import SiteOwned

from ..enums import SendingKind
from .review import LineQuerySet, ReviewRound


class IssueSending(AppendOnly, SiteOwned):
    """One way in which an issue went out, with the consent and the exact content that went (N3)."""

    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage", verbose_name=_("issue"), on_delete=models.PROTECT, related_name="sendings"
    )
    round = models.ForeignKey(ReviewRound, on_delete=models.PROTECT, related_name="sendings")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(_("fingerprint of the content"), max_length=64)
    kind = models.CharField(_("how"), max_length=20, choices=SendingKind)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = models.CharField(_("who"), max_length=150, blank=True)
    sent_key = models.CharField(max_length=40, blank=True, editable=False)

    objects = LineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("sending of an issue")
        verbose_name_plural = _("sendings of issues")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ("add", "view")
        indexes = [models.Index(fields=["site", "-sent_at"], name="sending_listing")]
        constraints = [models.UniqueConstraint(fields=["issue", "kind"], name="sent_once_in_a_way")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.kind}"
