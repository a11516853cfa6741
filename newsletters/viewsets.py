"""Newsletters in the admin's menu: one list of the user's issues beside the page tree."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.tenancy.admin.page_lists import AssociationPagesView, association_page_columns

from .models import NewsletterIssuePage


class NewsletterListView(AssociationPagesView):
    default_ordering = ("-year", "-number")


class NewsletterViewSet(PageListingViewSet):
    model = NewsletterIssuePage
    index_view_class = NewsletterListView
    name = "newsletters"
    icon = "doc-full"
    menu_label = _("Newsletters")
    menu_order = 220
    add_to_admin_menu = True
    columns = association_page_columns(Column("designation", label=_("Issue"), width="10%"))
