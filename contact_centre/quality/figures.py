"""How satisfied those asked are, centre by centre (TGT-6)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from portal.programme.models import MonitoringPeriod

from ..enums import QualityOutcome
from ..models import QualityCheck
from .recording import JUDGED

SATISFIED = (QualityOutcome.GOOD, QualityOutcome.RESERVATIONS)
TOLD = (*JUDGED, QualityOutcome.UNKNOWN)
"""Outcomes in which somebody was reached; who was served and knows nothing of it isn't satisfied."""


@dataclass(frozen=True)
class Figures:
    """Of so many drawn activities so many are recorded; so many people were reached, so many of them were satisfied."""

    drawn: int = 0
    recorded: int = 0
    told: int = 0
    satisfied: int = 0
    grade: Decimal | None = None

    @property
    def percent(self) -> Decimal | None:
        """The share of the satisfied among those who were reached."""
        return Decimal(100) * self.satisfied / self.told if self.told else None


ASKED = {
    "drawn": Count("pk"),
    "recorded": Count("pk", filter=~Q(outcome="")),
    "told": Count("pk", filter=Q(outcome__in=TOLD)),
    "satisfied": Count("pk", filter=Q(outcome__in=SATISFIED)),
    "grade": Avg("grade"),
}


def by_site(period: MonitoringPeriod | None = None) -> dict[int, Figures]:
    """The figures of each centre of which something was drawn, of one period or of all; one query."""
    rows = _of(period).values("site").annotate(**ASKED).order_by("site")
    return {row.pop("site"): _figures(row) for row in rows}


def of_all(period: MonitoringPeriod | None = None) -> Figures:
    """The figures of all centres together."""
    return _figures(_of(period).aggregate(**ASKED))


def _of(period: MonitoringPeriod | None) -> QuerySet[Any]:
    checks = QualityCheck.objects.order_by()
    return checks if period is None else checks.filter(sample__period=period)


def _figures(row: dict[str, Any]) -> Figures:
    grade = row["grade"]
    return Figures(**{**row, "grade": None if grade is None else Decimal(str(grade)).quantize(Decimal("0.01"))})
