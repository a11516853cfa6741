"""Choosing a service among the 1,200 of an association."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from portal.tenancy.viewsets import TenantSnippetChooserViewSet

from .widgets import ServiceChooser


class ServiceSearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name, operating body or municipality")}),
    )

    def filter(self, objects: Any) -> Any:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return objects.named(self.search_query).in_czech_order()


class _ServiceChoices:
    filter_form_class = ServiceSearchForm

    def get_object_list(self) -> Any:
        return super().get_object_list().select_related("kind", "municipality")  # type: ignore[misc]

    @property
    def columns(self) -> list[Column]:
        title, *rest = super().columns  # type: ignore[misc]
        kind = Column("kind", label=_("Kind"), accessor="kind")
        place = Column("municipality", label=_("Municipality"), accessor="municipality")
        # Wagtail's own column of states asks for each row whether its publication is planned.
        others = [column for column in rest if not isinstance(column, LiveStatusTagColumn)]
        state = Column("state", label=_("State"), accessor=lambda service: service.state.label)
        return [title, kind, place, *others, state]


class ServiceChooseView(_ServiceChoices, ChooseView):
    pass


class ServiceChooseResultsView(_ServiceChoices, ChooseResultsView):
    pass


class ServiceChooserViewSet(TenantSnippetChooserViewSet):
    choose_one_text = _("Choose a service")
    choose_another_text = _("Choose another service")
    edit_item_text = _("Edit this service")
    choose_view_class = ServiceChooseView
    choose_results_view_class = ServiceChooseResultsView
    base_widget_class = ServiceChooser
    preserve_url_parameters = ["multiple", "site"]
    url_filter_parameters = ["site"]
