"""Contributions to an issue: who is asked for one, and what they sent (N1)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import Municipality, SiteOwned

from ..enums import ContributionState


class Contributor(SiteOwned):
    """Somebody of a member municipality who is asked for a contribution to one issue, by a personal link.

    `key` stands in the signed token; the link leads to the form until the issue's closing date.
    """

    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage",
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="contributors",
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("full name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"))
    key = models.CharField(max_length=43, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    has_nothing = models.BooleanField(_("has nothing this time"), default=False, editable=False)

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["municipality__sort_key", "email"]
        indexes = [models.Index(fields=["site", "issue"], name="contributor_listing")]
        constraints = [
            models.UniqueConstraint(
                "issue",
                Lower("email"),
                name="contributor_asked_once",
                violation_error_message=_("This address has been asked already."),
            )
        ]

    def __str__(self) -> str:
        return self.email


class Contribution(SiteOwned):
    """A piece sent for an issue; the centre takes it in, edits it there, or leaves it out with a word why."""

    issue = models.ForeignKey(
        "newsletters.NewsletterIssuePage",
        verbose_name=_("issue"),
        on_delete=models.CASCADE,
        related_name="contributions",
    )
    contributor = models.ForeignKey(
        Contributor, on_delete=models.SET_NULL, null=True, blank=True, related_name="contributions", editable=False
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("municipality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"), max_length=5000)
    deadline_on = models.DateField(
        _("date to remember"),
        null=True,
        blank=True,
        help_text=_("The day of the event, or the last day for something."),
    )
    image = models.ForeignKey(
        "core.PortalImage", verbose_name=_("image"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    image_description = models.CharField(
        _("what is in the picture"), max_length=250, blank=True, help_text=_("For those who can't see it.")
    )
    image_credit = models.CharField(_("author of the picture"), max_length=100, blank=True)
    author_name = models.CharField(_("author"), max_length=150, blank=True)
    author_email = models.EmailField(_("e-mail"), blank=True)
    submitted_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=ContributionState, default=ContributionState.WAITING, editable=False
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(fields=["site", "issue", "state"], name="contribution_listing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(image_description=""),
                name="contributed_image_is_described",
                violation_error_message=_("Describe the picture."),
            ),
            models.CheckConstraint(
                condition=Q(state=ContributionState.WAITING, decided_at=None)
                | (~Q(state=ContributionState.WAITING) & Q(decided_at__isnull=False)),
                name="contribution_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title
