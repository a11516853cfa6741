"""Meetings in the admin's menu: one list of the user's notices beside the page tree."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.tenancy.admin.page_lists import AssociationPagesView, association_page_columns

from .models import MeetingPage


class MeetingListView(AssociationPagesView):
    default_ordering = "-starts_at"


class MeetingViewSet(PageListingViewSet):
    model = MeetingPage
    index_view_class = MeetingListView
    name = "meetings"
    icon = "group"
    menu_label = _("Meetings")
    columns = association_page_columns(DateColumn("starts_at", label=_("Begins"), sort_key="starts_at", width="14%"))
