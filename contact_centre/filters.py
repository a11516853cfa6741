"""Filters of the register. Choices are those of the user's associations."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from portal.programme.models import MonitoringPeriod
from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Municipality

from .code_list_filters import CodeListFilter
from .enums import ActivitySource, ActivityStatus
from .models import Activity, ActivityArea, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler
from .register.filter_choices import offered
from .reports.asked import NOBODY
from .reports.served import NONE, SEVERAL, served


def own_municipalities(request: HttpRequest | None) -> QuerySet[Municipality]:
    """Municipalities that are or were members of an association the user works for."""
    if request is None:
        return Municipality.objects.none()
    sites = sites_of(request.user, Activity, "add", "change", "view")
    return Municipality.objects.filter(memberships__association__site__in=sites).distinct()


class ActivityFilterSet(WagtailFilterSet):
    """What the register is narrowed by. Reports and the desk link here: the names are theirs, too."""

    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=ActivityStatus.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    period = django_filters.ChoiceFilter(label=_("Ended in the period"), choices=[], method="filter_period")
    closed_on = django_filters.DateFromToRangeFilter(label=_("Ended on"), widget=DateRangePickerWidget)
    started_on = django_filters.DateFromToRangeFilter(label=_("Started on"), widget=DateRangePickerWidget)
    responsible = django_filters.MultipleChoiceFilter(
        label=_("Responsible"), choices=[], method="filter_people", widget=forms.CheckboxSelectMultiple
    )
    municipalities = django_filters.ChoiceFilter(label=_("Municipality takes part"), choices=[])
    served = django_filters.ChoiceFilter(label=_("Municipality in reports"), choices=[], method="filter_served")
    area = CodeListFilter(ActivityArea, label=_("Area"))
    subarea = CodeListFilter(ActivitySubarea, label=_("Sub-area"))
    trigger = CodeListFilter(ActivityTrigger, label=_("Trigger"))
    handled_by = CodeListFilter(Handler, label=_("Handled by"))
    output = CodeListFilter(ActivityOutput, label=_("Output"))
    is_expert_advice = django_filters.BooleanFilter(label=_("Expert advice"), widget=BooleanRadioSelect)
    source = django_filters.ChoiceFilter(label=_("Source"), choices=ActivitySource.choices)
    project = django_filters.ChoiceFilter(label=_("Project"), choices=[])

    class Meta:
        model = Activity
        fields: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        places = offered("municipalities", user)
        together = [(SEVERAL, _("more municipalities together")), (NONE, _("no municipality"))]
        choices = {
            "period": offered("periods", user),
            "responsible": [(NOBODY, _("nobody yet")), *offered("people", user)],
            "municipalities": places,
            "served": [*together, *places],
            "project": offered("projects", user),
        }
        for name, listed in choices.items():
            self.filters[name].extra["choices"] = listed

    def filter_period(self, queryset: Any, name: str, value: str) -> Any:
        period = MonitoringPeriod.objects.get(pk=value)
        return queryset.filter(closed_on__range=(period.starts_on, period.ends_on))

    def filter_people(self, queryset: Any, name: str, value: list[str]) -> Any:
        if not value:
            return queryset
        whose = Q(responsible__in=[key for key in value if key != NOBODY])
        return queryset.filter(whose | Q(responsible=None) if NOBODY in value else whose)

    def filter_served(self, queryset: Any, name: str, value: str) -> Any:
        return served(queryset, value) if value else queryset
