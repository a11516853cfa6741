"""Whom an activity served, as one word, so that a sum by municipality takes every activity exactly once."""

from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Min, OuterRef, QuerySet, Subquery, Value, When

from ..models import Activity

SEVERAL, NONE = "several", "none"

_Served = Activity.municipalities.through


def place() -> Subquery:
    """The code of the only municipality concerned, `SEVERAL` where there are more, NULL where there is none."""
    of_activity = _Served.objects.filter(activity=OuterRef("pk")).order_by().values("activity")
    counted = of_activity.annotate(number=Count("pk"), first=Min("municipality"))
    word = Case(When(number__gt=1, then=Value(SEVERAL)), default=F("first"), output_field=CharField())
    return Subquery(counted.values(word=word), output_field=CharField())


def served(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The activities that a report counts under `value`: the code of a municipality, `SEVERAL` or `NONE`."""
    if value == NONE:
        return queryset.filter(municipalities__isnull=True)
    if value != SEVERAL:
        # The index finds its activities; only theirs are looked at closer.
        queryset = taking_part(queryset, value)
    return queryset.alias(served_place=place()).filter(served_place=value)


def taking_part(queryset: QuerySet[Any], code: str) -> QuerySet[Any]:
    """The activities that concern this municipality, be it the only one or not."""
    return queryset.filter(Exists(_Served.objects.filter(activity=OuterRef("pk"), municipality=code)))
