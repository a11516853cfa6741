"""The Union's figures of quality, centre by centre (TGT-6)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from portal.core.sorted_tables import SortedTable, TableColumn
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association
from portal.tenancy.overviews import OverviewPage

from .figures import Figures, by_site, of_all
from .forms import PeriodField, begun_periods
from .sample_views import OfUnion

DEFAULT = "name"


@dataclass(frozen=True)
class Line:
    association: Association
    figures: Figures


COLUMNS = (
    TableColumn("name", gettext_lazy("association"), lambda row: row.association.sort_key, best_first=False),
    TableColumn("share", gettext_lazy("satisfied"), lambda row: row.figures.percent),
    TableColumn("grade", gettext_lazy("average grade"), lambda row: row.figures.grade, best_first=False),
    TableColumn("told", gettext_lazy("reached"), lambda row: row.figures.told),
    TableColumn("recorded", gettext_lazy("recorded"), lambda row: row.figures.recorded),
    TableColumn("drawn", gettext_lazy("drawn"), lambda row: row.figures.drawn),
)


class PeriodForm(forms.Form):
    period = PeriodField(
        label=gettext_lazy("Period"),
        queryset=MonitoringPeriod.objects.none(),
        required=False,
        empty_label=gettext_lazy("all periods"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = begun_periods()  # type: ignore[attr-defined]


class FiguresView(OfUnion, OverviewPage):
    """A sorted table of the centres of which something was drawn; exported as it is shown."""

    template_name = "contact_centre/admin/quality_figures.html"
    page_title = gettext_lazy("Figures of quality")
    header_icon = "table"
    export_filename = "kvalita"

    def make_form(self, data: QueryDict) -> PeriodForm:
        return PeriodForm(data)

    @cached_property
    def period(self) -> MonitoringPeriod | None:
        return self.form.cleaned_data.get("period")

    @cached_property
    def table(self) -> SortedTable[Line]:
        found = by_site(self.period)
        centres = Association.objects.filter(site__in=found).in_czech_order()
        rows = [Line(centre, found[centre.site_id]) for centre in centres]
        return SortedTable(COLUMNS, rows, self.request.GET, DEFAULT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "all": of_all(self.period),
            "period": self.period,
        }
