"""The register of activities in the admin menu (ACT-2, A2)."""

from typing import Any

from django.forms import CheckboxSelectMultiple, Select
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column

from portal.tenancy.panels import SitePanel

from ..filters import ActivityFilterSet
from ..models import Activity, ActivityAttachment
from ..views import activity_actions, history, register
from ..viewsets import WIDE, KeptViewSet, day_column
from . import sheet_view
from .columns import EXPORTED
from .forms import ActivityForm


class ActivityViewSet(KeptViewSet):
    model = Activity
    name = "activities"
    url_prefix = "contact_centre/activity"
    icon = "list-ul"
    menu_label = _("Activity register")
    menu_order = 10
    index_view_class = register.ActivityIndexView
    add_view_class = register.ActivityCreateView
    copy_view_enabled = True
    copy_view_class = register.ActivityCopyView
    edit_view_class = register.ActivityEditView
    inspect_view_class = register.ActivityInspectView
    filterset_class = ActivityFilterSet
    left_out = frozenset({"delete", "usage", "history_results"})
    search_backend_name = None
    list_per_page = 50
    ordering = "-started_on"
    list_display = [
        "title",
        Column("get_status_display", label=_("State"), sort_key="status"),
        Column("area", label=_("Area"), sort_key="area__order", classname=WIDE),
        day_column("started_on", _("Started on")),
        day_column("closed_on", _("Ended on")),
        Column("responsible_name", label=_("Responsible"), sort_key="responsible__name", classname=WIDE),
        Column("advice_label", label=_("Advice"), sort_key="is_expert_advice", classname=WIDE),
        Column("request_reference", label=_("Request"), sort_key="request__reference", classname=WIDE),
    ]
    list_export = list(EXPORTED)
    export_headings = EXPORTED
    export_filename = "aktivity"

    def get_edit_handler(self) -> Any:
        what = [
            SitePanel(),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("area"), FieldPanel("subarea")]),
            FieldRowPanel([FieldPanel("trigger"), FieldPanel("started_on")]),
            FieldPanel("follows"),
            FieldPanel("description"),
        ]
        who = [
            FieldRowPanel([FieldPanel("handled_by"), FieldPanel("responsible", widget=Select)]),
            FieldPanel("specification"),
            FieldRowPanel([FieldPanel("status"), FieldPanel("is_expert_advice")]),
            FieldPanel("municipalities", widget=CheckboxSelectMultiple),
        ]
        project = [
            FieldPanel("project", widget=Select),
            FieldRowPanel([FieldPanel("project_part"), FieldPanel("project_output")]),
        ]
        whence = [
            MultiFieldPanel([FieldPanel("source"), FieldPanel("source_page")], heading=_("Source")),
            MultiFieldPanel(project, heading=_("Project")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("hours"), FieldPanel("legal_hours")]),
                    FieldRowPanel([FieldPanel("saved_czk"), FieldPanel("brought_czk")]),
                ],
                heading=_("Time and money"),
            ),
        ]
        tabs = [
            ObjectList(what, heading=_("What and why")),
            ObjectList(who, heading=_("Who and for whom")),
            ObjectList(whence, heading=_("Source, time and money")),
        ]
        return TabbedInterface(tabs, base_form_class=ActivityForm).bind_to_model(self.model)

    @property
    def history_view(self) -> Any:
        return self.construct_view(history.ActivityHistoryView)

    def get_urlpatterns(self) -> list[URLPattern]:
        close = self.construct_view(activity_actions.CloseActivityView)
        cancel = self.construct_view(activity_actions.CancelActivityView)
        files = self.construct_view(activity_actions.ActivityFilesView)
        reopen = self.construct_view(activity_actions.ReopenActivityView)
        return [
            *super().get_urlpatterns(),
            path("sheet/", self.construct_view(sheet_view.SheetView), name="sheet"),
            path("close/<int:pk>/", close, name="close"),
            path("cancel/<int:pk>/", cancel, name="cancel"),
            path("reopen/<int:pk>/", reopen, name="reopen"),
            path("files/<int:pk>/", files, name="files"),
            path("files/<int:pk>/<int:attachment>/", self.download_view(ActivityAttachment), name="download"),
        ]
