"""Publicity a project's money obliges to (PUB-1, WEB-1; rules C9)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags.portal import cs_days
from portal.tenancy.models import SiteOwned


class PublicityNotice(SiteOwned):
    """What has to stand on the outputs of one project, and from when to when: a text and a strip of logos.

    Those of the Union's own projects carry the Union's site and hold for every association.
    """

    name = models.CharField(_("project"), max_length=200)
    registration_number = models.CharField(_("registration number"), max_length=100, blank=True)
    text = models.TextField(_("obligatory text"), max_length=600)
    strip = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("strip of logos"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("All logos in one picture, as the provider of the money gives it."),
    )
    strip_plain = models.ForeignKey(
        "core.PortalImage",
        verbose_name=_("strip of logos in black and white"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For printing without colours. Empty: the coloured one is printed in grey."),
    )
    strip_description = models.CharField(
        _("what the strip says"), max_length=250, blank=True, help_text=_("For those who can't see it.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page about the project"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day. After it the strip disappears by itself."))

    class Meta:
        verbose_name = _("publicity of a project")
        verbose_name_plural = _("publicity of projects")
        ordering = ["-starts_on", "name"]
        indexes = [models.Index(fields=["site", "-starts_on"], name="publicity_listing")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="publicity_ends_after_it_starts",
                violation_error_message=_("A project ends after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(strip=None) | ~Q(strip_description=""),
                name="publicity_strip_is_described",
                violation_error_message=_("Say what the strip of logos says, for those who can't see it."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> str:
        """Its first and last day as people write them."""
        return cs_days(self.starts_on, self.ends_on)
