"""Filters of the list of requests. Choices are those of the user's associations."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from portal.tenancy.boundary import is_union_user
from portal.tenancy.models import Agenda, Association, StaffMember

from ..enums import Channel, RequestKind, RequestStatus
from ..filters import own_municipalities
from ..models import CitizenRequest, RequestCategory
from .lists import InboxList, listed

MINE, NOBODYS = "mine", "nobody"


class RequestFilterSet(WagtailFilterSet):
    """What the list is filtered by; a named list comes first, the rest narrows it."""

    association = django_filters.ModelChoiceFilter(
        label=_("Association"), queryset=Association.objects.order_by("sort_key"), method="filter_association"
    )
    list = django_filters.ChoiceFilter(label=_("List"), choices=InboxList.choices, method="filter_nothing")
    status = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=RequestStatus.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    assignee = django_filters.ChoiceFilter(label=_("Who has it"), choices=[], method="filter_assignee")
    municipality = django_filters.ModelChoiceFilter(label=_("Municipality"), queryset=own_municipalities)
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=RequestKind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    category = django_filters.ModelChoiceFilter(label=_("Category"), queryset=RequestCategory.objects.all())
    agenda = django_filters.ModelChoiceFilter(label=_("Agenda"), queryset=Agenda.objects.none())
    channel = django_filters.MultipleChoiceFilter(
        label=_("Came by"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    received_at = django_filters.DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)
    due_on = django_filters.DateFromToRangeFilter(label=_("Answer by"), widget=DateRangePickerWidget)

    class Meta:
        model = CitizenRequest
        fields: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        people = StaffMember.objects.for_user(user).order_by("order", "name")
        self.filters["assignee"].extra["choices"] = [
            (MINE, _("me")),
            (NOBODYS, _("nobody yet")),
            *((str(person.pk), person.name) for person in people),
        ]
        self.filters["agenda"].field.queryset = Agenda.objects.for_user(user).order_by("order", "title")
        if not is_union_user(user):
            del self.filters["association"]

    def filter_queryset(self, queryset: Any) -> Any:
        return self.narrow(listed(queryset, self.form.cleaned_data["list"], self.request.user))

    def narrow(self, queryset: Any) -> Any:
        """All filters apart from the named list."""
        return super().filter_queryset(queryset)

    def filter_nothing(self, queryset: Any, name: str, value: str) -> Any:
        return queryset

    def filter_association(self, queryset: Any, name: str, value: Association) -> Any:
        return queryset.for_association(value)

    def filter_assignee(self, queryset: Any, name: str, value: str) -> Any:
        if value == NOBODYS:
            return queryset.filter(activity__isnull=False, activity__responsible=None)
        if value == MINE:
            return queryset.filter(activity__responsible__user=self.request.user)
        return queryset.filter(activity__responsible=value)
