"""Reads of drawn activities that hold nothing but what the Union may know (A5).

Number, area, sub-area, month and municipalities: no title, no description, nobody of the centre, no citizen.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from portal.tenancy.models import Mandate

from ..models import Activity, QualityCheck


def known_facts(checks: QuerySet[QualityCheck]) -> QuerySet[Any]:
    """`checks` with what may be known of their activities."""
    rows = checks.select_related("activity__area", "activity__subarea", "sample__period__programme")
    hidden = [
        f"activity__{field.name}"
        for field in Activity._meta.concrete_fields
        if not field.primary_key and field.name not in {"reference", "closed_on", "area", "subarea"}
    ]
    return rows.defer(*hidden).prefetch_related("activity__municipalities")


def mayors_today(checks: Iterable[QualityCheck]) -> dict[str, Mandate]:
    """Who is mayor today of each municipality that these activities served, by its code; one query."""
    codes = {municipality.pk for check in checks for municipality in check.activity.municipalities.all()}
    mayors = Mandate.objects.valid_on().filter(municipality__in=codes, position=Mandate.Position.MAYOR)
    return {mandate.municipality_id: mandate for mandate in mayors.order_by("valid_from", "pk")}


def results_of(activity: Activity) -> QuerySet[QualityCheck]:
    """What those served said of `activity`, for the centre; that it was drawn is told only with the result."""
    checks: QuerySet[QualityCheck] = activity.quality_checks.filter(recorded_at__isnull=False)
    return checks.order_by("-asked_on", "-pk")
