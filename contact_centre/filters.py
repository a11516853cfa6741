"""Filters of the register. Choices are those of the user's associations."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from portal.tenancy.boundary import sites_of
from portal.tenancy.models import Municipality

from .code_list_filters import CodeListFilter
from .enums import ActivityStatus
from .models import Activity, ActivityArea, Handler


def own_municipalities(request: HttpRequest | None) -> QuerySet[Municipality]:
    """Municipalities that are or were members of an association the user works for."""
    if request is None:
        return Municipality.objects.none()
    sites = sites_of(request.user, Activity, "add", "change", "view")
    return Municipality.objects.filter(memberships__association__site__in=sites).distinct()


class ActivityFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=ActivityStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    area = CodeListFilter(ActivityArea, label=_("Area"))
    is_expert_advice = django_filters.BooleanFilter(label=_("Expert advice"), widget=BooleanRadioSelect)
    municipalities = django_filters.ModelChoiceFilter(label=_("Municipality"), queryset=own_municipalities)
    handled_by = CodeListFilter(Handler, label=_("Handled by"))
    started_on = django_filters.DateFromToRangeFilter(label=_("Started on"), widget=DateRangePickerWidget)
    closed_on = django_filters.DateFromToRangeFilter(label=_("Ended on"), widget=DateRangePickerWidget)

    class Meta:
        model = Activity
        fields: list[Any] = []
