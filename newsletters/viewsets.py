"""Newsletters in the admin's menu: one list of the user's issues beside the page tree."""

from functools import cached_property
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from portal.tenancy.admin.page_lists import (
    AssociationPageFilterSet,
    AssociationPagesView,
    association_page_columns,
)

from .calendar.column import put_cells
from .calendar.state import sendings_of
from .copying.buttons import list_buttons
from .copying.views import CopyLastView
from .editions.admin_views import DraftPdfView, ProofView
from .mailing.column import StandingAndMailColumn, put_mail_cells
from .models import NewsletterIssuePage
from .review.difference.views import DifferenceView


class NewsletterListView(AssociationPagesView):
    default_ordering = ("-year", "-number")

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        issues = list(object_list)
        sent = sendings_of(issues)
        put_cells(issues, sent)
        put_mail_cells(issues, sent, self.request.user)
        return super().get_table(object_list, **kwargs)

    @cached_property
    def header_buttons(self) -> list[Any]:
        return [*list_buttons(self.request.user), *super().header_buttons]


class NewsletterViewSet(PageListingViewSet):
    model = NewsletterIssuePage
    index_view_class = NewsletterListView
    filterset_class = AssociationPageFilterSet
    name = "newsletters"
    icon = "doc-full"
    menu_label = pgettext_lazy("newsletters", "Issues")
    # The state says more than Wagtail's: also by when what is to be done.
    columns = [
        *association_page_columns(Column("designation", label=_("Issue"), width="10%"))[:-1],
        StandingAndMailColumn(),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        copy_last = self.construct_view(CopyLastView)
        difference = self.construct_view(DifferenceView)
        return [
            *super().get_urlpatterns(),
            path("copy/<int:page_id>/", copy_last, name="copy_last"),
            path("<int:pk>/difference/", difference, name="difference"),
            path("<int:pk>/pdf/", DraftPdfView.as_view(), name="pdf"),
            path("<int:pk>/trial/", ProofView.as_view(), name="proof"),
        ]
