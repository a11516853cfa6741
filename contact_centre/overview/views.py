"""The Union's overview of all centres in the admin: one table of numbers, sorted, searched and exported (A5)."""

from collections import OrderedDict
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext

from portal.core.sorted_tables import SortedTable
from portal.programme.models import MonitoringPeriod
from portal.programme.querysets import UnknownThreshold
from portal.tenancy.overviews import AskingForm, OverviewPage

from ..models import PeriodEvaluation
from .bars import rows_of
from .centres import Centre, Overview, overview
from .columns import STATE, columns_of, exported, headings_of
from .states import ABOUT_EXPLANATION, State

TARGETS, EXPLANATIONS, QUALITY = "targets:index", "explanations:index", "quality_checks:index"


class OverviewForm(AskingForm):
    """Which period, which state, words of a name."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    q = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)

    def __init__(self, data: Any, periods: list[MonitoringPeriod]) -> None:
        super().__init__(data)
        self.offer({"period": [(str(one.pk), period_label(one)) for one in periods]})
        self.offer({"state": [("", pgettext("states", "all")), *State.choices]})


def period_label(period: MonitoringPeriod) -> str:
    """The period with its days and programme."""
    return f"{period} ({period.days}), {period.programme.label}"


class CentresView(OverviewPage):
    """All centres of a period side by side, for the Union only; nothing here is about a person."""

    model = PeriodEvaluation
    template_name = "contact_centre/admin/centres.html"
    page_title = gettext_lazy("Overview of centres")

    @cached_property
    def periods(self) -> list[MonitoringPeriod]:
        """Periods that have begun, the newest first."""
        begun = MonitoringPeriod.objects.filter(starts_on__lte=timezone.localdate()).select_related("programme")
        return list(begun.order_by("-starts_on", "-programme__starts_on", "-pk"))

    @cached_property
    def period(self) -> MonitoringPeriod | None:
        """The one asked for, else the running or latest one; None before the first. Raises Http404 for a wrong one."""
        asked = self.request.GET.get("period", "")
        if not asked:
            return self.periods[0] if self.periods else None
        found = [period for period in self.periods if str(period.pk) == asked]
        if not found:
            raise Http404
        return found[0]

    def preset(self) -> dict[str, str]:
        return {"period": str(self.period.pk)} if self.period is not None else {}

    def make_form(self, data: QueryDict) -> OverviewForm:
        return OverviewForm(data, self.periods)

    @cached_property
    def overview(self) -> Overview | None:
        """None without a period, or without limits set for it."""
        if self.period is None:
            return None
        try:
            return overview(self.period, timezone.localdate())
        except UnknownThreshold:
            return None

    @cached_property
    def table(self) -> SortedTable[Centre]:
        """The centres asked for, in the order asked for."""
        assert self.overview is not None  # noqa: S101 - asked only where there is one
        return SortedTable(columns_of(self.overview), self._asked_for(self.overview), self.request.GET, STATE)

    def _asked_for(self, found: Overview) -> list[Centre]:
        # The form asks for one state, links from elsewhere for several.
        states = {State(value) for value in self.request.GET.getlist("state") if value in State.values}
        return [
            centre
            for centre in found.centres
            if (not states or states.intersection(centre.states)) and self.form.finds(centre.association.name)
        ]

    def has_table(self) -> bool:
        return self.overview is not None

    @property
    def export_headings(self) -> dict[str, str]:
        return headings_of(self.overview) if self.overview else {}

    def get_filename(self) -> str:
        return f"prehled-center-{self.period.starts_on.isoformat() if self.period else ''}"

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        assert self.overview is not None  # noqa: S101 - there are rows
        return exported(item, self.overview)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "period": self.period, "overview": None}
        if self.overview is None:
            return context
        return {
            **context,
            "overview": self.overview,
            "rows": rows_of(self.overview, self.table.rows),
            "about_explanation": ABOUT_EXPLANATION,
            "targets_url": reverse(TARGETS),
            "explanations_url": reverse(EXPLANATIONS),
            "quality_url": reverse(QUALITY),
            "average": self.overview.whole.of_one,
            "is_filtered": len(self.table.rows) < len(self.overview.centres),
        }
