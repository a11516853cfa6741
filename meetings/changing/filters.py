"""What the list of meetings is narrowed by: body, state and year."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.tenancy.admin.page_lists import AssociationPageFilterSet
from portal.tenancy.boundary import pages_of, visible_to

from ..models import MeetingBody, MeetingPage
from .states import MeetingState, in_state


def own_bodies(request: HttpRequest | None) -> QuerySet[MeetingBody]:
    """Bodies of the associations the user works for."""
    bodies = MeetingBody.objects.order_by("name", "pk")
    return bodies.none() if request is None else visible_to(request.user, bodies)


def years_of(request: HttpRequest | None) -> list[tuple[str, str]]:
    """Years in which the user's associations met or will, the last one first; one query."""
    if request is None:
        return []
    years = pages_of(request.user, MeetingPage.objects.filter(alias_of=None)).dates("starts_at", "year", order="DESC")
    return [(str(day.year), str(day.year)) for day in years]


class MeetingFilterSet(AssociationPageFilterSet):
    """Beside what is offered of every page."""

    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=own_bodies)
    state = django_filters.ChoiceFilter(label=_("State"), choices=MeetingState.choices, method="of_state")
    year = django_filters.ChoiceFilter(label=_("Year"), field_name="starts_at", lookup_expr="year")

    class Meta(AssociationPageFilterSet.Meta):
        model = MeetingPage

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = years_of(self.request)
        self.filters.pop("site", None)

    def of_state(self, meetings: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return in_state(meetings, state)
