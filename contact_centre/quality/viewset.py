"""Quality checks in the admin's menu (TGT-6)."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.tenancy.panels import SitePanel

from ..models import QualityCheck
from ..viewsets import KeptViewSet
from .figures_view import FiguresView
from .list_view import RECORD, QualityFilterSet, QualityIndexView
from .record_view import RecordView
from .sample_views import SamplesView, SampleView


class QualityCheckViewSet(KeptViewSet):
    """The Union draws, asks and records; a centre reads its results."""

    model = QualityCheck
    name = "quality_checks"
    url_prefix = "contact_centre/quality"
    icon = "check"
    menu_label = _("Quality checks")
    menu_order = 18
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results", "inspect"})
    inspect_view_enabled = False
    panels = [SitePanel()]
    index_view_class = QualityIndexView
    filterset_class = QualityFilterSet
    search_backend_name = None
    list_per_page = 50
    ordering = "-sample__drawn_at"
    export_filename = "namatkove-kontroly"

    @cached_property
    def url_finder_class(self) -> type:
        return type("QualityURLFinder", (super().url_finder_class,), {"edit_url_name": RECORD})

    def get_urlpatterns(self) -> list[URLPattern]:
        def view(view_class: type) -> Any:
            return self.construct_view(view_class)

        return [
            *super().get_urlpatterns(),
            path("samples/", view(SamplesView), name="samples"),
            path("samples/<int:sample>/", view(SampleView), name="sample"),
            path("record/<int:pk>/", view(RecordView), name="record"),
            path("figures/", view(FiguresView), name="figures"),
        ]
