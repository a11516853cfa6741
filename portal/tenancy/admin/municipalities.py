"""Choosing among six thousand municipalities, and the Union's list of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.core.czech import fold

from ..models import Municipality
from ..viewsets import UnionModelViewSet


class MunicipalitySearchForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or code of a municipality")}),
    )

    def filter(self, objects: QuerySet[Municipality]) -> QuerySet[Municipality]:
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        return named(objects, self.search_query)


def named(municipalities: QuerySet[Municipality], query: str) -> QuerySet[Municipality]:
    """Those whose name holds `query` (diacritics aside), or the one whose code it is."""
    if query.strip().isdigit():
        return municipalities.filter(code__startswith=query.strip())
    return municipalities.filter(search_text__contains=fold(query))


class _MunicipalityChoices:
    filter_form_class = MunicipalitySearchForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("district_name", label=_("District")),
            Column("region_name", label=_("Region")),
        ]


class MunicipalityChooseView(_MunicipalityChoices, ChooseView):
    pass


class MunicipalityChooseResultsView(_MunicipalityChoices, ChooseResultsView):
    pass


class MunicipalityChooserViewSet(ChooserViewSet):
    """Public facts: whoever is in the admin may choose any municipality."""

    model = Municipality
    icon = "site"
    choose_one_text = _("Choose a municipality")
    choose_another_text = _("Choose another municipality")
    edit_item_text = _("Edit this municipality")
    choose_view_class = MunicipalityChooseView
    choose_results_view_class = MunicipalityChooseResultsView
    # Forms that offer only an association's members keep their short list.
    register_widget = False


municipality_chooser = MunicipalityChooserViewSet("municipality_chooser")


class MunicipalityIndexView(IndexView):
    @property
    def is_searchable(self) -> bool:
        return True

    def search_queryset(self, queryset: Any) -> Any:
        return named(queryset, self.search_query) if self.is_searching else queryset


class MunicipalityViewSet(UnionModelViewSet):
    model = Municipality
    icon = "site"
    menu_label = _("Municipalities")
    index_view_class = MunicipalityIndexView
    list_display = ["name", "code", "district_name", "region_name", "population"]
    list_filter = ["region_name", "status"]
    list_export = ["code", "name", "status", "ico", "orp_name", "district_name", "region_name", "population", "psc"]
    ordering = ["sort_key"]
    form_fields = [
        "code", "name", "status", "ico", "orp_code", "orp_name", "district_code", "district_name",
        "region_code", "region_name", "population", "psc", "latitude", "longitude",
    ]  # fmt: skip
