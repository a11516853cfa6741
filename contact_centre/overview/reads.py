"""What the overview reads of all centres: each a query of its own, however many centres and activities there are."""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, Q, QuerySet, Sum, Value, When

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..models import Activity, Explanation, PeriodEvaluation
from ..targets.taking_part import centres_of
from .last_records import last_record_of


@dataclass(frozen=True)
class Money:
    """What the closed activities of a period saved and brought to the municipalities, in CZK."""

    saved: int = 0
    brought: int = 0


def centres_with_last_record(period: MonitoringPeriod) -> QuerySet[Association]:
    """Associations whose centre ran on any day of `period`, by the alphabet.

    Each has `takes_part` (it ran through the whole of it) and `recorded_at`, when anything was last recorded (ACT-5).
    """
    whole = Case(
        When(pk__in=centres_of(period).values("pk"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    until = Q(centre_until__isnull=True) | Q(centre_until__gte=period.starts_on)
    found = Association.objects.filter(until, centre_since__lte=period.ends_on)
    shown = found.only("slug", "ico", "name", "short_name", "sort_key", "site")
    return shown.annotate(takes_part=whole, recorded_at=last_record_of("site")).in_czech_order()


def money_by_site(period: MonitoringPeriod) -> dict[int, Money]:
    """Money of each centre that has any; reads only activities with money."""
    rows = Activity.objects.counted(period.starts_on, period.ends_on).with_money().order_by().values_list("site")
    return {
        site: Money(saved or 0, brought or 0)
        for site, saved, brought in rows.annotate(saved=Sum("saved_czk"), brought=Sum("brought_czk"))
    }


def evaluations_by_site(period: MonitoringPeriod) -> dict[int, PeriodEvaluation]:
    return {one.site_id: one for one in PeriodEvaluation.objects.filter(period=period).order_by()}


def explanations_by_site(period: MonitoringPeriod) -> dict[int, list[Explanation]]:
    """What centres explained of `period`, in the order it was sent; without the texts."""
    rows = Explanation.objects.filter(evaluation__period=period).defer("reasons", "measures", "opinion")
    found: dict[int, list[Explanation]] = {}
    for one in rows.order_by("site", "number"):
        found.setdefault(one.site_id, []).append(one)
    return found
