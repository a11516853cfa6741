"""The directory in the admin: services of one association, kinds kept by the Union."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView

from portal.core.templatetags.portal import cs_date
from portal.tenancy.models import Municipality
from portal.tenancy.viewsets import TenantSnippetViewSet, UnionModelViewSet

from .actions import reindex_kind
from .models import Service, ServiceKind


def verified(service: Service) -> str:
    return cs_date(service.verified_on)


def published(service: Service) -> "str | StrPromise":
    return _("yes") if service.live else _("no")


class ServiceFilterSet(WagtailFilterSet):
    """Filters of the list; the choices are those of the rows the user may see."""

    kind = django_filters.ModelChoiceFilter(label=_("Kind"), queryset=ServiceKind.objects.all(), method="filter_kind")
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), queryset=Municipality.objects.none())
    verified = django_filters.BooleanFilter(
        label=_("Verified"), field_name="verified_on", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = Service
        fields = ["kind", "municipality", "live", "verified"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Service.objects.for_user(self.request.user)
        self.filters["municipality"].field.queryset = Municipality.objects.filter(
            pk__in=visible.values("municipality")
        ).order_by("sort_key")

    def filter_kind(self, queryset: Any, name: str, value: ServiceKind) -> Any:
        return queryset.of_kind(value)


class ServiceViewSet(TenantSnippetViewSet):
    """Services of the user's association with drafts, preview and history."""

    model = Service
    icon = "list-ul"
    menu_label = _("Public services")
    menu_name = "services"
    menu_order = 210
    add_to_admin_menu = True
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="kind", sort_key="kind__order"),
        Column("municipality", label=_("Municipality"), accessor="municipality", sort_key="municipality__sort_key"),
        Column("verified_on", label=_("Verified on"), accessor=verified, sort_key="verified_on", width="12%"),
        Column("live", label=_("Published"), accessor=published, sort_key="live"),
    ]
    list_filter = None
    filterset_class = ServiceFilterSet
    list_per_page = 50
    ordering = ["sort_key"]
    search_fields = ["name", "operator_name", "operator_ico", "municipality__name"]
    search_backend_name = None
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
        "barrier_free",
        "opening_hours",
        "verified_on",
        "live",
    ]
    export_filename = "sluzby"

    def get_queryset(self, request: Any) -> Any:
        return Service.objects.select_related("kind", "municipality", "latest_revision")


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
    menu_order = 710
    add_to_admin_menu = True
    add_view_class = KindCreateView
    edit_view_class = KindEditView
    list_display = ["name", "parent", "code", "order", "retired_on"]
    list_filter = ["parent"]
    search_fields = ["name", "name_plural", "synonyms"]
    search_backend_name = None
    ordering = ["order"]
    list_per_page = 100


service_kind_viewset = ServiceKindViewSet("service_kinds")
