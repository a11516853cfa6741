"""How the municipalities of one association stand in verifying (F9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from portal.tenancy.models import Association, Municipality

from ...models import Service
from .charts import Chart, chart, trend_days
from .counting import Share, shares_by_municipality, trend
from .ranking import Work, all_work, together, work_by


@dataclass(frozen=True)
class Place:
    """A municipality on a day; `work` is known for today only."""

    municipality: Municipality
    share: Share
    work: Work | None


@dataclass(frozen=True)
class Standing:
    """An association on a day: as a whole, day by day, and its municipalities by the alphabet."""

    day: date
    share: Share
    line: Chart
    places: list[Place]
    work: Work | None


def standing(association: Association, day: date) -> Standing:
    """How `association` stood on `day`; the same queries however many municipalities and services it has."""
    shares = shares_by_municipality(day, association.site_id)
    work: Mapping[str, Work] | None = None
    if day == timezone.localdate():
        work = work_by("municipality", Service.objects.for_association(association))
    found = Municipality.objects.filter(pk__in=shares).order_by("sort_key")
    places = [
        Place(one, shares[one.pk], None if work is None else work.get(one.pk, Work()))
        for one in found
        if shares[one.pk].listed
    ]
    return Standing(
        day=day,
        share=together(shares.values()),
        line=chart(trend(trend_days(day), [association.site_id])),
        places=places,
        work=None if work is None else all_work(work),
    )
