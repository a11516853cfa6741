"""Reported mistakes in the directory's menu."""

from typing import Any

import django_filters
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from portal.core.counted_menu import counted_menu_item
from portal.core.templatetags.portal import cs_date
from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Association
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet

from ..enums import OPEN_MISTAKES, MistakeState
from ..models import MistakeReport
from ..viewsets import MENU
from . import admin_views as views


def due(report: MistakeReport) -> str:
    """The day of answer of an open report, with a word when it has gone by."""
    if not report.is_open:
        return ""
    if not report.is_overdue:
        return cs_date(report.due_on)
    return format_html('{} <span class="w-status w-status--critical">{}</span>', cs_date(report.due_on), _("late"))


class MistakeFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=MistakeState.choices, widget=CheckboxSelectMultiple
    )
    late = django_filters.BooleanFilter(label=gettext_lazy("Late"), method="filter_late")
    association = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Association"),
        queryset=Association.objects.order_by("sort_key"),
        method="filter_association",
    )

    class Meta:
        model = MistakeReport
        fields = ["state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_union_user(self.request.user):
            del self.filters["association"]

    def filter_late(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.overdue() if value else queryset.exclude(pk__in=queryset.overdue().values("pk"))

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)


class MistakeViewSet(TenantModelViewSet):
    """Reports come from the public form and are answered here; nobody adds, edits or deletes them."""

    model = MistakeReport
    name = "mistakes"
    url_prefix = "services_directory/mistakes"
    icon = "warning"
    menu_label = gettext_lazy("Reported mistakes")
    menu_hook = MENU
    menu_order = 17
    menu_item_class = counted_menu_item(MistakeReport, Q(state__in=OPEN_MISTAKES))
    add_to_admin_menu = True
    add_to_reference_index = False
    inspect_view_enabled = True
    left_out = frozenset({"add", "edit", "delete", "usage", "history", "history_results"})
    index_view_class = views.MistakeIndexView
    inspect_view_class = views.MistakeInspectView
    filterset_class = MistakeFilterSet
    panels = [SitePanel()]
    search_fields = ["service_name", "text"]
    search_backend_name = None
    list_per_page = 50
    ordering = "reported_at"
    list_display = [
        "service_name",
        Column("topic", label=gettext_lazy("What is wrong"), accessor="topic_label", sort_key="topic"),
        Column("municipality", label=gettext_lazy("Municipality"), accessor="service.municipality"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        Column(
            "reported_at",
            label=gettext_lazy("Reported"),
            accessor=lambda report: cs_date(report.reported_at),
            sort_key="reported_at",
        ),
        Column("due_on", label=gettext_lazy("Answer by"), accessor=due, sort_key="due_on"),
        Column("handled_by", label=gettext_lazy("Handled by"), accessor="handled_by"),
        Column("site", label=gettext_lazy("Association"), accessor="site.association.short_name"),
    ]
    # No address of who reported: the file leaves the portal.
    list_export = ["service_name", "topic_label", "text", "get_state_display", "reported_at", "due_on", "answered_at"]
    export_headings = {
        "service_name": gettext_lazy("Service"),
        "topic_label": gettext_lazy("What is wrong"),
        "text": gettext_lazy("Description"),
        "get_state_display": gettext_lazy("State"),
        "reported_at": gettext_lazy("Reported"),
        "due_on": gettext_lazy("Answer by"),
        "answered_at": gettext_lazy("Answered"),
    }
    export_filename = "nahlasene-chyby"

    @cached_property
    def url_finder_class(self) -> type:
        return type("MistakeURLFinder", (super().url_finder_class,), {"edit_url_name": self.get_url_name("inspect")})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]
        return [
            *kept,
            path("take/<int:pk>/", self.construct_view(views.TakeOverView), name="take"),
            path("release/<int:pk>/", self.construct_view(views.ReleaseView), name="release"),
            path("aside/<int:pk>/", self.construct_view(views.PutAsideView), name="aside"),
            path("corrected/<int:pk>/", self.construct_view(views.CorrectedView), name="corrected"),
            path("unfounded/<int:pk>/", self.construct_view(views.UnfoundedView), name="unfounded"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in (*self.left_out, "copy")}
        return super().get_common_view_kwargs(**{**absent, **kwargs})
