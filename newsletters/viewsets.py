"""Newsletters in the admin's menu: one list of the user's issues beside the page tree."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import NewsletterIssuePage


class NewsletterIndexView(IndexView):
    """Issues of the associations the user works for; their stand-ins in other languages aren't listed."""

    default_ordering = ("-year", "-number")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(alias_of__isnull=True)


class NewsletterViewSet(PageListingViewSet):
    model = NewsletterIssuePage
    index_view_class = NewsletterIndexView
    name = "newsletters"
    icon = "doc-full"
    menu_label = _("Newsletters")
    menu_order = 220
    add_to_admin_menu = True
    columns = [
        *IndexView.base_columns[:2],
        Column("designation", label=_("Issue"), width="10%"),
        *IndexView.base_columns[2:],
    ]
