"""Filters of the list of requests. Choices are those of the user's associations."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from ..enums import RequestKind, RequestStatus
from ..filters import own_municipalities
from ..models import CitizenRequest


class RequestFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=RequestStatus.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=RequestKind.choices, widget=forms.CheckboxSelectMultiple
    )
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), queryset=own_municipalities)
    received_at = django_filters.DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)

    class Meta:
        model = CitizenRequest
        fields: list[Any] = []
