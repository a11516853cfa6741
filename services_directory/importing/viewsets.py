"""Imports of services in the admin: the history of one association, and the way of a file through its screens."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, StatusTagColumn

from portal.core.templatetags.portal import cs_datetime
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..models import ImportRun
from ..viewsets import MENU
from . import export_views, views
from .enums import OPEN, ImportState
from .report import LABELS

TOLD = ("new", "changed", "unchanged", "refused")


def told_counts(run: ImportRun) -> str:
    """The numbers people ask for, in words."""
    return ", ".join(f"{LABELS[key]} {run.counts[key]}" for key in TOLD if run.counts.get(key))


def uploaded(run: ImportRun) -> str:
    return cs_datetime(run.created_at)


def needs_somebody(run: ImportRun) -> bool:
    return run.state in OPEN or run.state == ImportState.FAILED


class ServiceImportViewSet(TenantModelViewSet):
    """Uploads, dry runs and imports; a run is a record: nobody deletes it."""

    model = ImportRun
    name = "service_imports"
    url_prefix = "services_directory/import"
    icon = "upload"
    menu_label = _("Import and export")
    menu_hook = MENU
    menu_order = 40
    add_to_admin_menu = True
    add_to_reference_index = False
    panels = [SitePanel()]
    index_view_class = views.ImportIndexView
    list_per_page = 50
    ordering = "-created_at"
    search_fields: list[str] = []
    list_display = [
        "original_name",
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=needs_somebody),
        Column(
            "created_at", label=_("Uploaded"), accessor=lambda run: cs_datetime(run.created_at), sort_key="created_at"
        ),
        Column("user", label=pgettext_lazy("import", "Who"), accessor=lambda run: run.user or ""),
        Column("rows_total", label=_("Rows")),
        Column("counts", label=_("Result"), accessor=told_counts),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        confirm = self.construct_view(views.ActView, verb="confirm")
        discard = self.construct_view(views.ActView, verb="discard")
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.construct_view(views.UploadView), name="add"),
            path("edit/<int:pk>/", self.construct_view(views.RunView), name="edit"),
            path("columns/<int:pk>/", self.construct_view(views.MappingView), name="mapping"),
            path("confirm/<int:pk>/", confirm, name="confirm"),
            path("discard/<int:pk>/", discard, name="discard"),
            path("report/<int:pk>/<str:format>/", self.construct_view(views.ReportView), name="report"),
            path("export/", export_views.ExportView.as_view(), name="export"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in ("delete", "usage", "history", "inspect", "copy")}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
