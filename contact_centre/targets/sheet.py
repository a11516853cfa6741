"""What the page of a centre's targets shows: one period in full, and the periods evaluated before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from portal.programme.models import MonitoringPeriod

from ..enums import ActivityStatus
from ..models import PeriodEvaluation
from .counting import Count, Limits, counts_by_period, limits_on, months_of
from .progress import Pace, Progress, progress_in

REGISTER = "activities:index"
SCALE, ROOM = 1000, 1.1
"""Units of a bar, and how much further than the minimum it reaches at least."""


def register_url(first: date, last: date, *, advice: bool = False) -> str:
    """The list of the register with exactly what counts for these days."""
    asked = {
        "status": ActivityStatus.CLOSED.value,
        "closed_on_from": first.isoformat(),
        "closed_on_to": last.isoformat(),
    }
    return f"{reverse(REGISTER)}?{urlencode({**asked, 'is_expert_advice': 'true'} if advice else asked)}"


@dataclass(frozen=True)
class Bar:
    """Lengths for SVG, on a scale common to what is compared; `minimum` is where the line stands."""

    length: int
    minimum: int
    forecast: int = 0


@dataclass(frozen=True)
class Month:
    """One month of a period: what counts now, and what counted at the evaluation if that was something else."""

    first: date
    last: date
    number: int
    then: int | None
    state: Pace
    bar: Bar
    url: str


@dataclass(frozen=True)
class Sheet:
    """One period of one centre. `progress` is reckoned from what counts now; a frozen evaluation stands beside it."""

    progress: Progress
    evaluation: PeriodEvaluation | None
    bar: Bar
    months: list[Month]
    url: str
    advice_url: str

    @property
    def period(self) -> MonitoringPeriod:
        return self.progress.period

    @property
    def is_running(self) -> bool:
        return self.period.starts_on <= self.progress.on <= self.period.ends_on

    @property
    def count(self) -> Count:
        """What the targets are measured by: the evaluation's numbers where there is one."""
        return frozen(self.evaluation) if self.evaluation else self.progress.count

    @property
    def has_changed(self) -> bool:
        """Whether something else counts now than at the evaluation."""
        return self.evaluation is not None and self.progress.count != frozen(self.evaluation)

    @property
    def state(self) -> Pace:
        """How the period ended if it was evaluated, else how it stands."""
        if self.evaluation is not None:
            return Pace.MET if self.evaluation.is_met else Pace.MISSED
        return self.progress.state


@dataclass(frozen=True)
class Past:
    """A line of the table of evaluated periods."""

    evaluation: PeriodEvaluation
    then: Count
    now: Count

    @property
    def has_changed(self) -> bool:
        return self.now != self.then


def frozen(evaluation: PeriodEvaluation) -> Count:
    """The numbers of an evaluation."""
    return Count(evaluation.counted, evaluation.advice, tuple(evaluation.months))


def sheet_and_past(
    period: MonitoringPeriod | None, evaluations: Sequence[PeriodEvaluation], site_id: int, on: date
) -> tuple[Sheet | None, list[Past]]:
    """The sheet of `period` and the lines of all `evaluations`, with what counts now from one query.

    Raises UnknownThreshold if `period` has not been evaluated and has no limits.
    """
    wanted = {evaluation.period_id: evaluation.period for evaluation in evaluations}
    if period is not None:
        wanted[period.pk] = period
    now = counts_by_period(list(wanted.values()), site_id)
    past = [Past(evaluation, frozen(evaluation), now[evaluation.period_id]) for evaluation in evaluations]
    if period is None:
        return None, past
    evaluation = next((evaluation for evaluation in evaluations if evaluation.period_id == period.pk), None)
    return _sheet(period, evaluation, now[period.pk], on), past


def _sheet(period: MonitoringPeriod, evaluation: PeriodEvaluation | None, count: Count, on: date) -> Sheet:
    if evaluation is None:
        limits = limits_on(period.ends_on)
    else:
        limits = Limits(evaluation.minimum, evaluation.monthly_minimum, evaluation.advice_percent)
    progress = progress_in(period, count, limits, on)
    is_running = period.starts_on <= on <= period.ends_on
    forecast = progress.forecast if is_running else 0
    scale = max(limits.minimum * ROOM, count.total, forecast, 1)
    bar = Bar(_part(count.total, scale), _part(limits.minimum, scale), _part(forecast, scale))
    return Sheet(
        progress=progress,
        evaluation=evaluation,
        bar=bar,
        months=_months(progress, evaluation),
        url=register_url(period.starts_on, period.ends_on),
        advice_url=register_url(period.starts_on, period.ends_on, advice=True),
    )


def _months(progress: Progress, evaluation: PeriodEvaluation | None) -> list[Month]:
    least = progress.limits.monthly_minimum
    now = progress.count.months
    # The Union may move the days of a period after its evaluation: there may be fewer months then, or more.
    then = now if evaluation is None else [*evaluation.months, *[0] * len(now)][: len(now)]
    scale = max(*now, *then, least * ROOM, 1)
    months = []
    for (first, last), number, before in zip(months_of(progress.period), now, then, strict=True):
        counted = before if evaluation is not None else number
        state = _month_state(counted >= least, is_over=last < progress.on)
        bar = Bar(_part(counted, scale), _part(least, scale))
        differs = before if before != number else None
        months.append(Month(first, last, number, differs, state, bar, register_url(first, last)))
    return months


def _month_state(is_enough: bool, *, is_over: bool) -> Pace:
    if is_enough:
        return Pace.MET
    return Pace.MISSED if is_over else Pace.ON_TRACK


def _part(number: float, scale: float) -> int:
    return round(number * SCALE / scale)
