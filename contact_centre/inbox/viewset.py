"""Citizens' requests in the admin menu."""

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from portal.core.templatetags.portal import cs_datetime
from portal.tenancy.panels import SitePanel

from ..models import CitizenRequest, RequestAttachment
from ..viewsets import KeptViewSet, day_column
from . import list_views, page_views
from .filters import RequestFilterSet


class CitizenRequestViewSet(KeptViewSet):
    """Requests are read here; they come from the form and end with their activity."""

    model = CitizenRequest
    name = "citizen_requests"
    url_prefix = "contact_centre/citizenrequest"
    icon = "mail"
    menu_label = _("Citizens' requests")
    menu_order = 20
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})
    index_view_class = list_views.RequestIndexView
    inspect_view_class = page_views.RequestInspectView
    filterset_class = RequestFilterSet
    panels = [SitePanel()]
    search_backend_name = None
    search_fields = ["reference", "text", "municipality__name"]
    list_per_page = 50
    ordering = "-received_at"
    list_display = [
        "reference",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("municipality", label=_("Municipality"), sort_key="municipality__sort_key"),
        Column("category", label=_("Category"), sort_key="category__order"),
        Column("get_status_display", label=_("State"), sort_key="status"),
        day_column("received_at", _("Received"), show=cs_datetime),
    ]

    @cached_property
    def url_finder_class(self) -> type:
        return type("RequestURLFinder", (super().url_finder_class,), {"edit_url_name": self.get_url_name("inspect")})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("files/<int:pk>/<int:attachment>/", self.download_view(RequestAttachment), name="download"),
        ]
