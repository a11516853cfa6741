"""The contact centre in the admin: what its rooms share, and the Union's code lists."""

from typing import Any

from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.templatetags.portal import cs_date
from portal.tenancy.viewsets import TenantModelViewSet, UnionModelViewSet

from .forms import CodeListForm
from .models import (
    ActivityArea,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Handler,
    RequestCategory,
)
from .views import activity_actions

WIDE = "list-wide"
"""Class of the columns that a phone has no room for."""


def day_column(field: str, label: Any, show: Any = cs_date) -> Column:
    """A date as people write it: a register needs the day itself, not how long ago it was."""
    return Column(field, label=label, accessor=lambda row: show(getattr(row, field)), sort_key=field)


class KeptViewSet(TenantModelViewSet):
    """Records that are never deleted; `left_out` names the views they don't have."""

    left_out = frozenset({"delete", "usage"})
    inspect_view_enabled = True
    add_to_reference_index = False

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.left_out]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**absent, **kwargs})

    def download_view(self, attachments: type) -> Any:
        return self.construct_view(activity_actions.DownloadView, attachments=attachments)


class CodeListViewSet(UnionModelViewSet):
    """One of the Union's code lists: entries end, they are not deleted (ACT-6)."""

    icon = "list-ul"
    form_fields = ["code", "name", "order", "retired_on"]
    list_display = ["name", "code", "order", "retired_on"]
    list_per_page = 100
    ordering = "order"
    search_fields = ["name", "code"]
    search_backend_name = None
    inspect_view_enabled = True

    @cached_property
    def url_prefix(self) -> str:
        return f"contact_centre/{self.model_name}"

    def get_form_class(self, for_update: bool = False) -> type:
        fields = self.get_form_fields()
        meta = type("Meta", (), {"model": self.model, "fields": fields})
        return type(f"{self.model.__name__}Form", (CodeListForm,), {"Meta": meta, "__module__": __name__})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in {"delete", "usage"}]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"delete_url_name": None, "usage_url_name": None, **kwargs})


class TriggerViewSet(CodeListViewSet):
    model = ActivityTrigger


class AreaViewSet(CodeListViewSet):
    model = ActivityArea


class SubareaViewSet(CodeListViewSet):
    model = ActivitySubarea
    form_fields = ["code", "area", "name", "is_expert_advice", "order", "retired_on"]
    list_display = ["name", "area", "code", "is_expert_advice", "order", "retired_on"]
    list_filter = ["area"]


class HandlerViewSet(CodeListViewSet):
    model = Handler
    form_fields = ["code", "name", "opinion_required", "order", "retired_on"]
    list_display = ["name", "code", "opinion_required", "order", "retired_on"]


class OutputViewSet(CodeListViewSet):
    model = ActivityOutput


class CategoryViewSet(CodeListViewSet):
    model = RequestCategory


class CodeListGroup(ModelViewSetGroup):
    menu_label = _("Code lists")
    menu_icon = "list-ol"
    menu_order = 130
    items = (TriggerViewSet, AreaViewSet, SubareaViewSet, HandlerViewSet, OutputViewSet, CategoryViewSet)
