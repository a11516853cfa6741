"""The page about the programme an association's centre belongs to, with the publicity it obliges to (WEB-1)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.core.blocks import ContentBlock
from portal.core.models import BasePage
from portal.core.pages import footer_page
from portal.programme.querysets import programme_on


@footer_page
class ProgrammePage(BasePage):
    """What the centre is for and who supports it; the running programme's name and days fill themselves in."""

    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.AssociationHomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page about the programme")
        verbose_name_plural = _("pages about the programme")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["programme"] = programme_on()
        return context
