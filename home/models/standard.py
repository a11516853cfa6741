"""A page of text."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from portal.core.blocks import ContentBlock
from portal.core.models import BasePage


class StandardPage(BasePage):
    """About us, what we help with, for mayors …: whatever an editor writes from blocks."""

    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    parent_page_types = ["home.AssociationHomePage", "home.UnionHomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
