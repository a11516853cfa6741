"""Meetings in the admin's menu: one list of the user's notices beside the page tree."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import MeetingPage


class MeetingIndexView(IndexView):
    """Notices of the associations the user works for; their stand-ins in other languages aren't listed."""

    default_ordering = "-starts_at"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().filter(alias_of__isnull=True)


class MeetingViewSet(PageListingViewSet):
    model = MeetingPage
    index_view_class = MeetingIndexView
    name = "meetings"
    icon = "group"
    menu_label = _("Meetings")
    menu_order = 230
    add_to_admin_menu = True
    columns = [
        *IndexView.base_columns[:2],
        DateColumn("starts_at", label=_("Begins"), sort_key="starts_at", width="12%"),
        *IndexView.base_columns[2:],
    ]
