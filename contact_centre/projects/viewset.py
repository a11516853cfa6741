"""Projects in the admin menu: what the register needs of them (ACT-7)."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.widgets.button import HeaderButton

from portal.tenancy.lists import RememberedOrder
from portal.tenancy.panels import SitePanel

from ..enums import ActivityStatus
from ..models import Project
from ..viewsets import KeptViewSet, day_column
from .counting import parts_of
from .forms import ProjectForm


class ProjectIndexView(RememberedOrder, IndexView):
    """Projects with how many of their activities count."""

    results_template_name = "contact_centre/admin/projects_results.html"
    add_item_label = _("Add a project")
    no_results_message = _("No projects yet. A project counts with its preparation, its realisation and each output.")

    def get_base_queryset(self) -> Any:
        counted = Count("activities", filter=Q(activities__status=ActivityStatus.CLOSED))
        return super().get_base_queryset().annotate(counted=counted)


class ProjectInspectView(InspectView):
    """A project with its parts and the activities that stand for them."""

    template_name = "contact_centre/admin/project.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = f"{reverse('activities:add')}?{urlencode({'project': self.object.pk})}"
        return [HeaderButton(_("Record an activity of it"), url=url, icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        parts = parts_of(self.object)
        counted = sum(part.counts for part in parts)
        return {**context, "parts": parts, "counted": counted, "municipalities": self.object.municipalities.all()}


class ProjectViewSet(KeptViewSet):
    model = Project
    name = "projects"
    url_prefix = "contact_centre/project"
    icon = "folder-open-1"
    menu_label = _("Projects")
    menu_order = 15
    index_view_class = ProjectIndexView
    inspect_view_class = ProjectInspectView
    search_fields = ["name", "description"]
    search_backend_name = None
    list_per_page = 50
    ordering = "name"
    list_display = [
        "name",
        Column("get_stage_display", label=_("Stage"), sort_key="stage"),
        day_column("starts_on", _("From")),
        day_column("ends_on", _("To")),
        Column("counted", label=_("Activities that count"), sort_key="counted"),
    ]
    list_export = ["name", "get_stage_display", "starts_on", "ends_on", "counted"]
    export_headings = {"get_stage_display": _("Stage"), "counted": _("Activities that count")}
    export_filename = "projekty"

    def get_edit_handler(self) -> Any:
        panels = [
            SitePanel(),
            FieldPanel("name"),
            FieldPanel("description"),
            FieldPanel("stage"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("municipalities"),
        ]
        return ObjectList(panels, base_form_class=ProjectForm).bind_to_model(self.model)
