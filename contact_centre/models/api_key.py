"""Keys of town apps that send requests by Open311."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import SiteOwned


class ApiKey(SiteOwned):
    """A town app's key to one association. Only its hash is kept; it is shown once, when it is made."""

    name = models.CharField(
        _("app"), max_length=100, help_text=_("Whose app it is, for example the name of its maker.")
    )
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    made_by = models.CharField(_("made by"), max_length=150, blank=True, editable=False)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("key of a town app")
        verbose_name_plural = _("keys of town apps")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["site", "name"], name="api_key_listing")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None
