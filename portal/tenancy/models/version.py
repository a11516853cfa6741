"""A number per site that grows with every change of what its public pages share (decision 12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class PublicVersion(models.Model):
    """The version of one site's public pages; the row without a site counts changes that concern all sites.

    Written by `portal.tenancy.versions` only.
    """

    site = models.OneToOneField(Site, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("version of the public pages")
        verbose_name_plural = _("versions of the public pages")
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(site__isnull=True), name="one_version_for_all_sites"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id or 'all'}: {self.number}"
