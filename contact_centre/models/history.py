"""What happened to an activity: lines that nobody changes or deletes (A3)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.append_only import WIPED_TEXT, AppendOnly, AppendOnlyQuerySet
from portal.tenancy.models import SiteOwned
from portal.tenancy.querysets import SiteOwnedQuerySet

from ..enums import ChangeKind
from .activity import Activity

WORDS = ("old", "new", "reason")
"""Where a line may hold what people wrote."""


class ActivityChangeQuerySet(SiteOwnedQuerySet, AppendOnlyQuerySet):  # type: ignore[override]
    """Lines of the register's history."""

    def wipe_words(self) -> None:
        """Take every text out of these lines, which stay: the one thing the database allows (R9)."""
        told = list(self.values_list("pk", flat=True))
        rows: models.QuerySet[ActivityChange] = models.QuerySet(self.model, using=self.db).filter(pk__in=told)
        for word in WORDS:
            rows.exclude(**{word: ""}).update(**{word: WIPED_TEXT})


class ActivityChange(AppendOnly, SiteOwned):
    """One change of one field of an activity, in words as they were read then; or what happened to it as a whole.

    People are named, not linked: the line outlives their account.
    """

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField(_("when"), default=timezone.now)
    user_name = models.CharField(_("who"), max_length=150, blank=True)
    user_key = models.CharField(max_length=40, blank=True, editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=ChangeKind)
    field = models.CharField(_("field"), max_length=40, blank=True)
    old = models.TextField(_("before"), blank=True)
    new = models.TextField(_("after"), blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ActivityChangeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("change of an activity")
        verbose_name_plural = _("changes of activities")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["activity", "at"], name="change_of_an_activity"),
            models.Index(fields=["site", "-at"], name="change_listing"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.kind} {self.field}".strip()
