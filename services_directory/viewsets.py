"""The directory in the admin: services of one association, what they lack, kinds kept by the Union."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from portal.core.templatetags.portal import cs_date
from portal.tenancy.viewsets import TenantSnippetViewSet, UnionModelViewSet, tenant_scoped

from .actions import reindex_kind
from .choosers import ServiceChooserViewSet
from .enums import ACCESS_FACTS
from .filters import ServiceFilterSet
from .models import Service, ServiceKind
from .views.completeness import CompletenessSummaryView, CompletenessView, share_of
from .views.moving import MoveServiceView
from .views.services import ServiceEditView, ServiceIndexView, ServiceUnpublishView

MENU = "register_services_menu_item"
"""Hook for items of the directory's menu."""


def verified(service: Service) -> str:
    return cs_date(service.verified_on)


def changed(service: Service) -> str:
    return cs_date(service.changed_at)


def state(service: Service) -> "str | StrPromise":
    """The state in words, with the day a service will close."""
    if service.live and service.closed_on:
        return f"{service.state.label}: {cs_date(service.closed_on)}"
    return service.state.label


class ServiceViewSet(TenantSnippetViewSet):
    """Services of the user's association with drafts, preview and history."""

    model = Service
    icon = "list-ul"
    menu_label = _("List of services")
    menu_name = "services"
    menu_order = 10
    menu_hook = MENU
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="kind", sort_key="kind__order"),
        Column("municipality", label=_("Municipality"), accessor="municipality", sort_key="municipality__sort_key"),
        Column("state", label=_("State"), accessor=state, sort_key="live"),
        Column("completeness", label=_("Completeness"), accessor=share_of, sort_key="completeness"),
        Column("verified_on", label=_("Verified on"), accessor=verified, sort_key="verified_on"),
        Column("changed_at", label=_("Changed"), accessor=changed, sort_key="changed_at"),
    ]
    list_filter = None
    filterset_class = ServiceFilterSet
    list_per_page = 50
    ordering = ["sort_key"]
    search_fields = ["name"]
    search_backend_name = None
    index_view_class = ServiceIndexView
    edit_view_class = ServiceEditView
    unpublish_view_class = ServiceUnpublishView
    chooser_viewset_class = ServiceChooserViewSet
    chooser_per_page = 20
    delete_template_name = "services_directory/admin/confirm_delete.html"
    list_export = [
        "uid",
        "source_id",
        "name",
        "kind",
        "operator_name",
        "operator_ico",
        "subject",
        "scope",
        "municipality_id",
        "municipality",
        "part",
        "street",
        "number_kind",
        "house_number",
        "orientation_number",
        "psc",
        "latitude",
        "longitude",
        *ACCESS_FACTS,
        "opening_hours",
        "verified_on",
        "live",
    ]
    export_filename = "sluzby"

    def get_queryset(self, request: Any) -> Any:
        return Service.objects.select_related("kind", "municipality", "latest_revision")

    def get_urlpatterns(self) -> list[URLPattern]:
        move = tenant_scoped(MoveServiceView).as_view()  # type: ignore[attr-defined]
        return [*super().get_urlpatterns(), path("move/<int:pk>/", move, name="move")]


class CompletenessViewSet(ViewSet):
    """What the directory still lacks."""

    name = "completeness"
    url_prefix = "services_directory/completeness"
    icon = "check"
    menu_label = _("Completeness")
    menu_order = 20
    menu_hook = MENU

    def get_urlpatterns(self) -> list[URLPattern]:
        policy = policy_registry.get_by_type(Service)
        listing = tenant_scoped(CompletenessView)
        summary = tenant_scoped(CompletenessSummaryView).as_view()  # type: ignore[attr-defined]
        return [
            path("", listing.as_view(permission_policy=policy), name="index"),  # type: ignore[attr-defined]
            path("results/", listing.as_view(permission_policy=policy, results_only=True), name="index_results"),  # type: ignore[attr-defined]
            path("summary/", summary, name="summary"),
        ]


class _Reindexing:
    """After a kind is saved its services are found by its new words."""

    def save_instance(self) -> Any:
        kind = super().save_instance()  # type: ignore[misc]
        reindex_kind(kind=kind)
        return kind


class KindCreateView(_Reindexing, CreateView):
    pass


class KindEditView(_Reindexing, EditView):
    pass


class ServiceKindViewSet(UnionModelViewSet):
    """The code list of kinds with the words people use for them."""

    model = ServiceKind
    name = "service_kinds"
    icon = "tag"
    menu_label = _("Kinds of service")
    menu_order = 90
    menu_hook = MENU
    add_view_class = KindCreateView
    edit_view_class = KindEditView
    list_display = ["name", "parent", "code", "order", "retired_on"]
    list_filter = ["parent"]
    search_fields = ["name", "name_plural", "synonyms"]
    search_backend_name = None
    ordering = ["order"]
    list_per_page = 100


service_kind_viewset = ServiceKindViewSet("service_kinds")
