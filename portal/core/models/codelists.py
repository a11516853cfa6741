"""The base of every code list."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.languages import said_in


class CodeListQuerySet(models.QuerySet["CodeListEntry"]):
    def current(self, on: date | None = None) -> Self:
        """Entries that may be chosen on `on` (today in Prague by default)."""
        day = on or timezone.localdate()
        return self.filter(models.Q(retired_on__isnull=True) | models.Q(retired_on__gt=day))


class CodeListEntry(models.Model):
    """A row of a code list the Union keeps (ACT-6): retired entries stay on old records."""

    code = models.CharField(
        _("code"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9_]+$", _("Small letters, digits and underscores only."))],
    )
    name = models.CharField(_("name"), max_length=255)
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language, Czech where it isn't translated."""
        return said_in(self.translations, self.name)
