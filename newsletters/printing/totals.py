"""Figures of printed issues for the report: what was printed, what was brought where, what was left over (X7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..enums import PrintKind
from ..models import PrintDrop, PrintRun


@dataclass
class PrintTotals:
    """Copies of one issue on paper, all its print runs together. Runs that aren't printed yet count nowhere."""

    printed: int = 0
    planned: int = 0
    """Copies meant for drop points and those inside municipal periodicals; the rest stays at the centre."""
    delivered: int = 0
    """Of these: ticked off; a municipality carries out its own periodical, so those count once it is out."""
    left_over: int = 0
    """Brought back from drop points."""
    periodicals: int = 0
    """Municipal periodicals it stood in."""
    reached: set[Any] = field(default_factory=set, repr=False)

    @property
    def municipalities(self) -> int:
        """Municipalities in which at least one copy was delivered."""
        return len(self.reached)


def totals_of(issues: Iterable[Any]) -> dict[int, PrintTotals]:
    """The totals of each of `issues` by its id; zeros for one that wasn't printed. Two queries for any number."""
    totals = {issue.pk: PrintTotals() for issue in issues}
    printed = PrintRun.objects.filter(issue__in=list(totals), printed_on__isnull=False)
    for issue, kind, municipality, copies in printed.values_list("issue", "kind", "municipality", "copies"):
        row = totals[issue]
        row.printed += copies
        if kind == PrintKind.MUNICIPAL:
            row.planned += copies
            row.delivered += copies
            row.periodicals += 1
            row.reached.add(municipality)
    drops = PrintDrop.objects.filter(run__issue__in=list(totals), run__printed_on__isnull=False).order_by()
    fields = ("run__issue", "copies", "returned", "delivered_on", "drop_point__municipality")
    for issue, copies, returned, delivered_on, municipality in drops.values_list(*fields):
        row = totals[issue]
        row.planned += copies
        if delivered_on is not None:
            row.delivered += copies
            row.left_over += returned
            row.reached.add(municipality)
    return totals
