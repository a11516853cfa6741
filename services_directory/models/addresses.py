"""What a service leaves behind: an earlier address that leads on, a note that it is gone (O4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from .service import Service


class FormerAddress(models.Model):
    """An address under which a service was published once; it leads to the present one for good."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(_("address"), max_length=120)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="former_addresses")
    left_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "former address"
        verbose_name_plural = "former addresses"
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="former_address_once")]

    def __str__(self) -> str:
        return self.slug


class RemovedService(models.Model):
    """A service that was public and is no more, so that who copied our open data knows (O4). Holds no content."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    uid = models.UUIDField(unique=True)
    removed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "removed service"
        verbose_name_plural = "removed services"
        indexes = [models.Index(fields=["site", "removed_at"], name="removed_service_listing")]

    def __str__(self) -> str:
        return str(self.uid)
