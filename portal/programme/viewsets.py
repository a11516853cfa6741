"""The Union's admin of programmes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.viewsets.base import ViewSetGroup

from portal.tenancy.viewsets import UnionModelViewSet

from .models import Deadline, MeetingWindow, MonitoringPeriod, Programme, Threshold
from .publicity.viewset import PublicityViewSet


class ProgrammeViewSet(UnionModelViewSet):
    model = Programme
    icon = "calendar-check"
    menu_label = _("Programmes")
    list_display = ["name", "starts_on", "ends_on"]
    list_export = ["code", "name", "starts_on", "ends_on"]
    ordering = ["-starts_on"]


class ProgrammeRowViewSet(UnionModelViewSet):
    """Rows of a programme; its name is read together with them."""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.model._default_manager.select_related("programme")
        return super().get_index_view_kwargs(**{"queryset": rows, **kwargs})


class MonitoringPeriodViewSet(ProgrammeRowViewSet):
    model = MonitoringPeriod
    icon = "calendar"
    menu_label = _("Periods")
    list_display = ["__str__", "programme", "starts_on", "ends_on", "is_checked"]
    list_export = ["programme", "number", "starts_on", "ends_on", "is_checked"]
    list_filter = ["programme"]
    ordering = ["-starts_on"]


class MeetingWindowViewSet(ProgrammeRowViewSet):
    model = MeetingWindow
    icon = "group"
    menu_label = _("Windows for meetings")
    list_display = ["__str__", "programme", "starts_on", "ends_on", "is_opening"]
    list_export = ["programme", "number", "starts_on", "ends_on", "is_opening"]
    list_filter = ["programme"]
    ordering = ["-starts_on"]


class DeadlineViewSet(ProgrammeRowViewSet):
    model = Deadline
    icon = "time"
    menu_label = _("Deadlines")
    list_display = ["__str__", "programme", "due_on"]
    list_export = ["programme", "kind", "number", "due_on"]
    list_filter = ["programme", "kind"]
    ordering = ["-due_on"]


class ThresholdDeleteView(DeleteView):
    """Says why a threshold with rules of its own stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.get_success_url())


class ThresholdViewSet(ProgrammeRowViewSet):
    model = Threshold
    delete_view_class = ThresholdDeleteView
    icon = "sliders"
    menu_label = _("Thresholds")
    list_display = [
        "name",
        Column("amount", label=_("Value"), sort_key="value"),
        "programme",
        "valid_from",
        "valid_until",
        "source",
    ]
    list_export = ["programme", "code", "name", "value", "unit", "valid_from", "valid_until", "source"]
    list_filter = ["programme", "unit"]
    search_fields = ["name", "code"]
    ordering = ["name", "-valid_from"]


class ProgrammeGroup(ViewSetGroup):
    menu_label = _("Programme")
    menu_icon = "calendar-check"
    menu_order = 700
    items = (
        ProgrammeViewSet,
        MonitoringPeriodViewSet,
        MeetingWindowViewSet,
        DeadlineViewSet,
        ThresholdViewSet,
        PublicityViewSet,
    )
