"""The statements every public site must have, filled from the association's data when they are shown.

Rules C1, C2 and C8: editable templates, never legal claims of ours. The texts they begin with are in ``home/data/``.
"""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Site
from wagtail.search import index

from portal.core.models import BasePage
from portal.core.pages import footer_page

from ..panels import PlaceholdersPanel
from ..statements import fill, statement_values

STATEMENT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link", "document-link"]


class StatementPage(BasePage):
    """What both have in common: a body with placeholders, and when it was last gone through."""

    body = RichTextField(_("content"), blank=True, features=STATEMENT_FEATURES)
    reviewed_on = models.DateField(_("reviewed on"), default=timezone.localdate)

    parent_page_types = ["home.AssociationHomePage", "home.UnionHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    def placeholder_values(self, site: Site) -> dict[str, str]:
        return statement_values(self, site)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["body"] = fill(self.body, self.placeholder_values(Site.find_for_request(request)))
        return context


@footer_page
class AccessibilityStatementPage(StatementPage):
    """The statement required by § 8 of act 99/2019 (C1); it is gone through once a year."""

    class Compliance(models.TextChoices):
        FULL = "full", _("fully compliant")
        PARTIAL = "partial", _("partially compliant")
        NONE = "none", _("not compliant")

    compliance = models.CharField(_("compliance"), max_length=10, choices=Compliance, default=Compliance.PARTIAL)
    prepared_on = models.DateField(_("prepared on"), default=timezone.localdate)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("compliance"),
        FieldRowPanel([FieldPanel("prepared_on"), FieldPanel("reviewed_on")]),
        PlaceholdersPanel(heading=_("Data filled in by themselves")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def placeholder_values(self, site: Site) -> dict[str, str]:
        return {**super().placeholder_values(site), "compliance": self.get_compliance_display()}


@footer_page
class PrivacyPage(StatementPage):
    """How personal data are handled: information under article 13 of the GDPR (C2)."""

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("reviewed_on"),
        PlaceholdersPanel(heading=_("Data filled in by themselves")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("privacy page")
        verbose_name_plural = _("privacy pages")

    def placeholder_values(self, site: Site) -> dict[str, str]:
        from contact_centre.actions import keep_months

        # What the page says and when data are deleted is one number: the association's own rules.
        months = keep_months(site.pk)
        years, rest = divmod(months, 12)
        kept = (
            ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
            if rest
            else ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
        )
        return {**super().placeholder_values(site), "retention_years": kept}


@footer_page
class PublicInformationPage(StatementPage):
    """What the association publishes of itself by § 5 of act 106/1999, in the order of decree 515/2020 (C8)."""

    parent_page_types = ["home.AssociationHomePage"]

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("reviewed_on"),
        PlaceholdersPanel(heading=_("Data filled in by themselves")),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("public information page")
        verbose_name_plural = _("public information pages")
