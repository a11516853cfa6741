"""The list of quality checks: the Union's over all centres, a centre's own results (TGT-6)."""

from collections import OrderedDict
from typing import Any

import django_filters
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from portal.programme.models import MonitoringPeriod
from portal.tenancy.boundary import is_union_user
from portal.tenancy.lists import OfWhom, RememberedOrder
from portal.tenancy.models import Association

from ..enums import QualityOutcome
from ..models import QualityCheck
from ..viewsets import day_column
from .reads import known_facts
from .waiting import NOTHING_YET

RECORD, SAMPLES, FIGURES = "quality_checks:record", "quality_checks:samples", "quality_checks:figures"


class QualityFilterSet(WagtailFilterSet):
    """Which period, what came of it; what waits and of which association only for the Union."""

    association = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Association"),
        queryset=Association.objects.order_by("sort_key"),
        to_field_name="slug",
        method="filter_association",
    )
    waiting = django_filters.ChoiceFilter(
        label=gettext_lazy("Recorded"),
        choices=[("1", gettext_lazy("not yet")), ("0", gettext_lazy("yes"))],
        method="filter_waiting",
    )
    outcome = django_filters.ChoiceFilter(label=gettext_lazy("Outcome"), choices=QualityOutcome.choices)
    period = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Period"),
        field_name="sample__period",
        queryset=MonitoringPeriod.objects.order_by("-starts_on"),
    )

    class Meta:
        model = QualityCheck
        fields: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_union_user(self.request.user):
            del self.filters["association"], self.filters["waiting"]

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)

    def filter_waiting(self, queryset: Any, name: str, value: str) -> Any:
        waits = {"outcome": NOTHING_YET}
        return queryset.filter(**waits) if value == "1" else queryset.exclude(**waits)


def month_of(check: QualityCheck) -> str:
    """The month in which the activity ended, as "březen 2027"."""
    ended = check.activity.closed_on
    return date_format(ended, "F Y") if ended else ""


def served_by(check: QualityCheck) -> str:
    return ", ".join(municipality.name for municipality in check.activity.municipalities.all())


class QualityIndexView(OfWhom, RememberedOrder, IndexView):
    """The Union sees what was drawn, a centre only what was recorded: the draw isn't told beforehand."""

    tie_breakers = ("site", "pk")
    list_export = [
        "activity",
        "association",
        "area",
        "subarea",
        "month",
        "municipalities",
        *("asked_on", "asked", "asked_by", "outcome", "grade", "note", "period"),
    ]
    export_headings = {
        "activity": gettext_lazy("Activity"),
        "association": gettext_lazy("Association"),
        "area": gettext_lazy("Area"),
        "subarea": gettext_lazy("Sub-area"),
        "month": gettext_lazy("Month"),
        "municipalities": gettext_lazy("Municipalities"),
        "asked_on": gettext_lazy("Asked on"),
        "asked": gettext_lazy("Who was asked"),
        "asked_by": gettext_lazy("How"),
        "outcome": gettext_lazy("Outcome"),
        "grade": gettext_lazy("Grade"),
        "note": gettext_lazy("Note"),
        "period": gettext_lazy("Period"),
    }

    def get_base_queryset(self) -> Any:
        rows = known_facts(QualityCheck.objects.for_user(self.request.user))
        return rows if self.is_union else rows.filter(recorded_at__isnull=False)

    @cached_property
    def columns(self) -> list[Column]:
        note = [] if self.is_union else [Column("note", label=_("Note"))]
        return [
            TitleColumn("activity", label=_("Activity"), accessor="activity.reference", get_url=self._url),
            *self.of_whom(),
            Column("area", label=_("Area"), accessor="activity.area", sort_key="activity__area__order"),
            Column("month", label=_("Month"), accessor=month_of, sort_key="activity__closed_on"),
            Column("municipalities", label=_("Municipalities"), accessor=served_by),
            day_column("asked_on", _("Asked on")),
            Column("outcome", label=_("Outcome"), accessor=outcome_of, sort_key="outcome"),
            Column("grade", label=_("Grade"), accessor=lambda row: row.grade or "", sort_key="grade"),
            *note,
        ]

    def _url(self, check: QualityCheck) -> str:
        return (
            reverse(RECORD, args=[check.pk])
            if self.is_union
            else reverse("activities:inspect", args=[check.activity_id])
        )

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.is_union:
            return []
        return [
            HeaderButton(_("Samples"), url=reverse(SAMPLES), icon_name="list-ol"),
            HeaderButton(_("Figures"), url=reverse(FIGURES), icon_name="table"),
        ]

    def to_row_dict(self, item: Any) -> OrderedDict[str, Any]:
        return OrderedDict(
            activity=item.activity.reference,
            association=self._names.get(item.site_id, ""),
            area=str(item.activity.area),
            subarea=str(item.activity.subarea),
            month=month_of(item),
            municipalities=served_by(item),
            asked_on=item.asked_on,
            asked=item.get_asked_display(),
            asked_by=item.get_asked_by_display(),
            outcome=item.get_outcome_display(),
            grade=item.grade,
            note=item.note,
            period=str(item.sample.period),
        )


def outcome_of(check: QualityCheck) -> str:
    return check.get_outcome_display() or _("not recorded yet")
