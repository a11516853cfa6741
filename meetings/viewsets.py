"""Meetings in the admin's menu: one list of the user's notices beside the page tree, and what is done with one."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.tenancy.admin.page_lists import AssociationPagesView, association_page_columns
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association

from .changing.column import meeting_columns, put_cells
from .changing.filters import MeetingFilterSet
from .changing.views import CancelView, MoveView, TellView, ToldView
from .models import MeetingPage


def narrowed(columns: list[Column]) -> list[Column]:
    """The columns with the association's as narrow as a short name, so that there is room for the titles."""
    for column in columns:
        if column.name == "association_name":
            column.width = "11%"
    return columns


class MeetingListView(AssociationPagesView):
    """Meetings with their bodies, states, people invited and the last day for it."""

    default_ordering = "-starts_at"
    columns: list[Column]

    def get_base_queryset(self) -> QuerySet[Any]:
        site = Association.objects.filter(root_page__path=OuterRef("site_path")).values("site")[:1]
        return super().get_base_queryset().select_related("body").annotate(site_ref=Subquery(site))

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        if not is_union_user(self.request.user):
            self.columns = [column for column in self.columns if column.name != "association_name"]
        put_cells(list(object_list), self.request.user)
        return super().get_table(object_list, **kwargs)


class MeetingViewSet(PageListingViewSet):
    model = MeetingPage
    index_view_class = MeetingListView
    filterset_class = MeetingFilterSet
    name = "meetings"
    icon = "group"
    menu_label = _("Meetings")
    # The state says more than Wagtail's: also who was invited.
    columns = narrowed(association_page_columns(*meeting_columns())[:-1])

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:page_id>/move/", self.construct_view(MoveView), name="move"),
            path("<int:page_id>/cancel/", self.construct_view(CancelView), name="cancel"),
            path("<int:page_id>/tell/", self.construct_view(TellView), name="tell"),
            path("<int:page_id>/told/", self.construct_view(ToldView), name="told"),
        ]
