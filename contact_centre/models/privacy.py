"""How long an association keeps citizens' data, and who has looked at them (R9)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import AppendOnly, AppendOnlyQuerySet
from portal.tenancy.models import SiteOwned
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import Look

KEEP_MONTHS = 24
"""For how many months after its closing a request keeps its personal data, unless the association says otherwise."""
LONGEST_MONTHS = 120


class RequestPolicy(SiteOwned):
    """What one association has decided about citizens' requests."""

    keep_months = models.PositiveSmallIntegerField(
        _("months until personal data are deleted"),
        default=KEEP_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)],
        help_text=_("Counted from the closing of a request. Numbers and statistics stay."),
    )

    class Meta:
        verbose_name = _("rules for citizens' requests")
        verbose_name_plural = _("rules for citizens' requests")
        constraints = [models.UniqueConstraint(fields=["site"], name="one_request_policy")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class DataAccessQuerySet(SiteOwnedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    """Lines of the log of looks."""


class DataAccess(AppendOnly, SiteOwned):
    """One look at a citizen's data. People and requests are named, not linked: the line outlives both."""

    reference = models.CharField(_("number"), max_length=40)
    what = models.CharField(_("what"), max_length=10, choices=Look)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    user_name = models.CharField(_("who"), max_length=150)
    user_key = models.CharField(max_length=40, editable=False)
    looked_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = DataAccessQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-looked_at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["site", "-looked_at"], name="look_listing"),
            models.Index(fields=["site", "reference"], name="look_of_a_request"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.user_name}"
