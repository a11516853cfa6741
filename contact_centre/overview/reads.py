"""What the overview reads of all centres, in two queries however many centres and activities there are."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..legal.balance import Balance, drawing
from ..models import Activity, Explanation, LegalHours, PeriodEvaluation, QualityCheck
from ..quality.figures import ASKED, Figures
from ..targets.taking_part import centres_of
from .last_records import last_record_of

NONE = Decimal(0)


@dataclass(frozen=True)
class Money:
    """What the closed activities of a period saved and brought to the municipalities, in CZK."""

    saved: int = 0
    brought: int = 0


def centres_that_ran(period: MonitoringPeriod) -> QuerySet[Any]:
    """Associations whose centre ran on any day of `period`, by the alphabet.

    Each has `takes_part` (it ran through the whole of it), `recorded_at`, when anything was last recorded (ACT-5), and
    the sums that `legal_of`, `money_of` and `quality_of` read.
    """
    whole = Case(
        When(pk__in=centres_of(period).values("pk"), then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    until = Q(centre_until__isnull=True) | Q(centre_until__gte=period.starts_on)
    found = Association.objects.filter(until, centre_since__lte=period.ends_on)
    # One look into an index for each centre: groups would be read from the whole register.
    closed = Activity.objects.counted(period.starts_on, period.ends_on)
    checks = QualityCheck.objects.filter(sample__period=period)
    return (
        found.only("slug", "ico", "name", "short_name", "sort_key", "site")
        .annotate(
            takes_part=whole,
            recorded_at=last_record_of("site"),
            granted=_of_site(LegalHours.objects.all(), Sum("hours")),
            used=_of_site(drawing(), Sum("legal_hours")),
            saved=_of_site(closed, Sum("saved_czk")),
            brought=_of_site(closed, Sum("brought_czk")),
            **{name: _of_site(checks, ASKED[name]) for name in ("drawn", "recorded", "told", "satisfied")},
        )
        .in_czech_order()
    )


def _of_site(rows: QuerySet[Any], figure: Aggregate) -> Subquery:
    of_site = rows.filter(site=OuterRef("site")).order_by().values("site")
    return Subquery(of_site.annotate(figure=figure).values("figure"))


def legal_of(centre: Any) -> Balance:
    """Hours of legal advice of a row of `centres_that_ran` (LAW-1)."""
    return Balance(centre.granted or NONE, centre.used or NONE)


def money_of(centre: Any) -> Money:
    """The money of a row of `centres_that_ran`."""
    return Money(centre.saved or 0, centre.brought or 0)


def quality_of(centre: Any) -> Figures:
    """The quality checks of a row of `centres_that_ran` (TGT-6)."""
    return Figures(centre.drawn or 0, centre.recorded or 0, centre.told or 0, centre.satisfied or 0)


def evaluations_by_site(period: MonitoringPeriod) -> dict[int, Any]:
    """Evaluations of `period`; `verdict` is that of the last explanation, "" without an answer, None without any."""
    last = Explanation.objects.filter(evaluation=OuterRef("pk")).order_by("-number").values("verdict")[:1]
    rows = PeriodEvaluation.objects.filter(period=period).order_by().annotate(verdict=Subquery(last))
    return {one.site_id: one for one in rows}
