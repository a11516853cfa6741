"""Who is away, and who stands in for them (U2)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.core.templatetags.portal import cs_days

from .owned import SiteOwned


class Absence(SiteOwned):
    """Days on which a person's reminders, cases and approvals go to a deputy of the same centre, or of the Union.

    Rows of the Union's people carry the Union's own site.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who is away"), on_delete=models.CASCADE, related_name="absences"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("deputy"), on_delete=models.CASCADE, related_name="deputising"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), help_text=_("The last day."))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(fields=["site", "-starts_on"], name="absence_listing"),
            models.Index(fields=["user", "ends_on"], name="absence_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("An absence ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(user=F("deputy")),
                name="deputy_is_somebody_else",
                violation_error_message=_("The deputy is somebody else."),
            ),
        ]

    def __str__(self) -> str:
        # No name: this stands in messages and logs.
        return cs_days(self.starts_on, self.ends_on)
