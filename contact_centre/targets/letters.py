"""Letters about targets: how a period ended, to the centre and to the Union."""

from collections.abc import Sequence

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..models import PeriodEvaluation


def tell_centres(rows: Sequence[tuple[PeriodEvaluation, Association]]) -> None:
    """Tell each centre how its period ended."""


def tell_union(period: MonitoringPeriod, rows: Sequence[PeriodEvaluation]) -> None:
    """Tell the Union how all centres stand in `period`."""


def tell_again(evaluation: PeriodEvaluation) -> None:
    """Tell the centre that its period has been evaluated again."""
