"""Meetings in the admin's menu: one list of the user's notices beside the page tree."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.core.templatetags.portal import cs_datetime

from .models import MeetingPage


def begins(meeting: MeetingPage) -> str:
    """The day and time: Wagtail's own column tells how long ago, and a meeting is still to come."""
    return cs_datetime(meeting.starts_at)


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
        Column("starts_at", label=_("Begins"), accessor=begins, sort_key="starts_at", width="16%"),
        *IndexView.base_columns[2:],
    ]
