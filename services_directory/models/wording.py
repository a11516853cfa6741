"""What people type and find nothing by (S4), and the words an association adds so that the next one does."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.tenancy.models import SiteOwned
from portal.tenancy.panels import SitePanel

from .kind import ServiceKind

LONGEST_TEXT = 80


class UnansweredQuery(SiteOwned):
    """A query nothing was found for, counted without anything about who asked (S4): no address, no time of day."""

    text = models.CharField(_("what was looked for"), max_length=LONGEST_TEXT)
    count = models.PositiveIntegerField(_("how often"), default=1)
    first_on = models.DateField(_("first time"), default=timezone.localdate)
    last_on = models.DateField(_("last time"), default=timezone.localdate)
    resolved_on = models.DateField(_("solved on"), null=True, blank=True, default=None)

    class Meta:
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        ordering = ["-count", "text"]
        constraints = [models.UniqueConstraint(fields=["site", "text"], name="unanswered_query_once")]
        indexes = [models.Index(fields=["site", "resolved_on", "-count"], name="unanswered_most_asked")]

    def __str__(self) -> str:
        return self.text


class SearchSynonym(SiteOwned):
    """A word people of one association use for a kind of service; the Union may adopt it for everybody."""

    kind = models.ForeignKey(
        ServiceKind, verbose_name=_("kind of service"), on_delete=models.CASCADE, related_name="local_synonyms"
    )
    text = models.CharField(
        _("word or phrase"), max_length=LONGEST_TEXT, help_text=_("What people type when they look for this kind.")
    )

    panels = [SitePanel(), FieldPanel("text"), FieldPanel("kind")]

    class Meta:
        verbose_name = _("word for a kind of service")
        verbose_name_plural = _("words for kinds of service")
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "text"],
                name="search_synonym_once",
                violation_error_message=_("This kind has the word already."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        self.text = " ".join(self.text.split())
