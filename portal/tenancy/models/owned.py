"""The base of every row that belongs to one tenant."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from ..querysets import SiteOwnedQuerySet


class SiteOwned(models.Model):
    """A row of one association: never shown, chosen, searched or exported for another one.

    Register the model with ``portal.tenancy.boundary.register_tenant_model`` in ``AppConfig.ready()``.
    """

    site = models.ForeignKey(Site, verbose_name=_("association"), on_delete=models.PROTECT, related_name="+")

    objects = SiteOwnedQuerySet.as_manager()

    class Meta:
        abstract = True
