"""The contact centre in the admin: the register and the Union's code lists; requests are in `inbox`."""

from typing import Any

from django.forms import CheckboxSelectMultiple, Select
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from portal.core.templatetags.portal import cs_date
from portal.tenancy.panels import SitePanel
from portal.tenancy.viewsets import TenantModelViewSet, UnionModelViewSet

from .filters import ActivityFilterSet
from .forms import ActivityForm, CodeListForm
from .models import (
    Activity,
    ActivityArea,
    ActivityAttachment,
    ActivityOutput,
    ActivitySubarea,
    ActivityTrigger,
    Handler,
    RequestCategory,
)
from .views import activity_actions, register


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


class ActivityViewSet(KeptViewSet):
    model = Activity
    name = "activities"
    url_prefix = "contact_centre/activity"
    icon = "list-ul"
    menu_label = _("Activity register")
    menu_order = 10
    index_view_class = register.ActivityIndexView
    add_view_class = register.ActivityCreateView
    edit_view_class = register.ActivityEditView
    inspect_view_class = register.ActivityInspectView
    filterset_class = ActivityFilterSet
    search_backend_name = None
    list_per_page = 50
    ordering = "-started_on"
    list_display = [
        "title",
        Column("get_status_display", label=_("State"), sort_key="status"),
        Column("area", label=_("Area"), sort_key="area__order"),
        day_column("started_on", _("Started on")),
        day_column("closed_on", _("Ended on")),
        Column("responsible_name", label=_("Responsible"), sort_key="responsible__name"),
        Column("advice_label", label=_("Advice"), sort_key="is_expert_advice"),
        Column("request_reference", label=_("Request"), sort_key="request__reference"),
    ]
    list_export = [
        "reference",
        "title",
        "status_label",
        "started_on",
        "closed_on",
        "trigger.label",
        "area.label",
        "subarea.label",
        "handled_by.label",
        "responsible_name",
        "advice_label",
        "municipality_names",
        "description",
        "output_label",
        "output_description",
        "request_reference",
    ]
    export_headings = {
        "reference": _("Number"),
        "title": _("Title"),
        "status_label": _("State"),
        "started_on": _("Started on"),
        "closed_on": _("Ended on"),
        "trigger.label": _("Trigger"),
        "area.label": _("Area"),
        "subarea.label": _("Sub-area"),
        "handled_by.label": _("Handled by"),
        "responsible_name": _("Responsible"),
        "advice_label": _("Expert advice"),
        "municipality_names": _("Municipalities concerned"),
        "description": _("Description"),
        "output_label": _("Output"),
        "output_description": _("Description of the output"),
        "request_reference": _("Request"),
    }
    export_filename = "aktivity"

    def get_edit_handler(self) -> Any:
        work = [
            SitePanel(),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("area"), FieldPanel("subarea")]),
            FieldRowPanel([FieldPanel("trigger"), FieldPanel("started_on")]),
            FieldPanel("description"),
        ]
        people = [
            FieldRowPanel([FieldPanel("handled_by"), FieldPanel("responsible", widget=Select)]),
            FieldRowPanel([FieldPanel("status"), FieldPanel("is_expert_advice")]),
            FieldPanel("municipalities", widget=CheckboxSelectMultiple),
        ]
        tabs = [ObjectList(work, heading=_("What and why")), ObjectList(people, heading=_("Who and for whom"))]
        return TabbedInterface(tabs, base_form_class=ActivityForm).bind_to_model(self.model)

    def get_urlpatterns(self) -> list[URLPattern]:
        close = self.construct_view(activity_actions.CloseActivityView)
        cancel = self.construct_view(activity_actions.CancelActivityView)
        files = self.construct_view(activity_actions.ActivityFilesView)
        return [
            *super().get_urlpatterns(),
            path("close/<int:pk>/", close, name="close"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
            path("files/<int:pk>/", files, name="files"),
            path("files/<int:pk>/<int:attachment>/", self.download_view(ActivityAttachment), name="download"),
        ]


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
