"""All centres of one period side by side: numbers, how they stand, and the whole (A5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Association

from ..legal.balance import Balance
from ..models import PeriodEvaluation
from ..quality.figures import Figures
from ..targets.counting import Count, Limits, counts, limits_on, months_of
from ..targets.progress import Progress, progress_in
from . import reads
from .last_records import last_day
from .reads import Money
from .states import State, state_of_pace, states_of_evaluation


@dataclass(frozen=True)
class Centre:
    """One centre in a period. `count` and `limits` are what it is judged by: frozen ones once it is evaluated.

    `forecast` is None unless the period runs, `now` (what the register counts today) unless it was evaluated,
    `silent_days` where nothing was ever recorded.
    """

    association: Association
    states: tuple[State, ...]
    count: Count
    limits: Limits
    forecast: int | None
    now: int | None
    failures_in_row: int
    recorded_on: date | None
    silent_days: int | None
    legal: Balance
    money: Money
    quality: Figures

    @property
    def state(self) -> State:
        """What most needs somebody's eyes."""
        return self.states[0]

    @property
    def takes_part(self) -> bool:
        """Whether the period's targets are for this centre."""
        return self.state is not State.OUTSIDE

    @property
    def differs_now(self) -> bool:
        """Whether the register counts something else today than at the evaluation."""
        return self.now is not None and self.now != self.count.total


@dataclass(frozen=True)
class Whole:
    """All centres together and what comes to one; the average is of those that ran through the whole period."""

    centres: int
    judged: int
    total: int
    advice: int
    months: tuple[int, ...]
    forecast: int | None
    legal: Balance
    money: Money
    quality: Figures
    judged_total: int

    @property
    def advice_percent(self) -> Decimal:
        """Advice among the activities of all centres, in whole percent rounded down."""
        return Count(self.total, self.advice, self.months).advice_percent

    @property
    def average(self) -> Decimal | None:
        """Closed activities of a centre, to a tenth (TGT-2 changes the minimum by it)."""
        return (Decimal(self.judged_total) / self.judged).quantize(Decimal("0.1")) if self.judged else None

    @property
    def of_one(self) -> "Average":
        """What comes to one centre, rounded."""
        each = max(self.centres, 1)
        return Average(
            months=tuple(round(number / each) for number in self.months),
            forecast=None if self.forecast is None else round(self.forecast / each),
            legal=self.legal.left / each,
            saved=round(self.money.saved / each),
            brought=round(self.money.brought / each),
        )


@dataclass(frozen=True)
class Average:
    """The whole divided by all centres."""

    months: tuple[int, ...]
    forecast: int | None
    legal: Decimal
    saved: int
    brought: int


@dataclass(frozen=True)
class Overview:
    """Every centre that ran on any day of `period`, the most urgent first, with the limits of its last day."""

    period: MonitoringPeriod
    on: date
    limits: Limits
    months: list[tuple[date, date]]
    centres: list[Centre]
    whole: Whole

    @property
    def runs(self) -> bool:
        """Whether the period hasn't ended, so that there is a forecast and no evaluation."""
        return self.on <= self.period.ends_on

    @property
    def by_state(self) -> list[tuple[State, int]]:
        """How many centres are in each state that any is in; one in breach is also where its explanation is."""
        found = Counter(state for centre in self.centres for state in centre.states)
        return [(state, found[state]) for state in State if found[state]]


def overview(period: MonitoringPeriod, on: date) -> Overview:
    """How all centres stand in `period` on the day `on`; the same few queries however many there are.

    Raises UnknownThreshold if the programme sets no limits for the period.
    """
    found = _Found(period, on)
    centres = [found.centre(association) for association in reads.centres_that_ran(period)]
    # Those that lack most stand first among the equally urgent.
    centres.sort(key=lambda centre: (centre.state.urgency, centre.count.total - centre.limits.minimum))
    whole = _whole(centres, len(found.months), runs=found.runs)
    return Overview(period, on, found.limits, found.months, centres, whole)


class _Found:
    """What was read of a period, by site."""

    def __init__(self, period: MonitoringPeriod, on: date) -> None:
        self.period, self.on, self.runs = period, on, on <= period.ends_on
        self.evaluations = {} if self.runs else reads.evaluations_by_site(period)
        # All of a period is evaluated by the same limits.
        evaluation = next(iter(self.evaluations.values()), None)
        self.limits = _frozen_limits(evaluation) if evaluation else limits_on(period.ends_on)
        self.counted, self.months = counts(period), months_of(period)
        self.nothing = Count(0, 0, (0,) * len(self.months))

    def centre(self, association: Any) -> Centre:
        """A row of `centres_that_ran` with everything that was read of it."""
        site = association.site_id
        now = self.counted.get(site, self.nothing)
        evaluation = self.evaluations.get(site)
        progress = progress_in(self.period, now, self.limits, self.on) if self.runs else None
        recorded_on = last_day(association.recorded_at)
        return Centre(
            association=association,
            states=self._states(association, evaluation, progress),
            count=_frozen(evaluation, len(self.months)) if evaluation else now,
            limits=_frozen_limits(evaluation) if evaluation else self.limits,
            forecast=progress.forecast if progress else None,
            now=now.total if evaluation else None,
            failures_in_row=evaluation.failures_in_row if evaluation else 0,
            recorded_on=recorded_on,
            silent_days=(self.on - recorded_on).days if recorded_on else None,
            legal=reads.legal_of(association),
            money=reads.money_of(association),
            quality=reads.quality_of(association),
        )

    def _states(self, association: Any, evaluation: Any, progress: Progress | None) -> tuple[State, ...]:
        if evaluation is not None:
            return states_of_evaluation(evaluation, evaluation.verdict, self.on)
        if not association.takes_part:
            return (State.OUTSIDE,)
        return (state_of_pace(progress.state) if progress else State.UNCHECKED,)


def _frozen(evaluation: PeriodEvaluation, months: int) -> Count:
    # The days of the period may have been changed since.
    known = (*evaluation.months, *([0] * months))[:months]
    return Count(evaluation.counted, evaluation.advice, known)


def _frozen_limits(evaluation: PeriodEvaluation) -> Limits:
    return Limits(evaluation.minimum, evaluation.monthly_minimum, evaluation.advice_percent)


def _whole(centres: Sequence[Centre], months: int, *, runs: bool) -> Whole:
    judged = [centre for centre in centres if centre.takes_part]
    zero = Decimal(0)
    return Whole(
        centres=len(centres),
        judged=len(judged),
        total=sum(centre.count.total for centre in centres),
        advice=sum(centre.count.advice for centre in centres),
        months=tuple(sum(centre.count.months[n] for centre in centres) for n in range(months)),
        forecast=sum(centre.forecast or 0 for centre in centres) if runs else None,
        legal=Balance(
            sum((centre.legal.granted for centre in centres), zero),
            sum((centre.legal.used for centre in centres), zero),
        ),
        money=Money(
            sum(centre.money.saved for centre in centres),
            sum(centre.money.brought for centre in centres),
        ),
        quality=Figures(
            drawn=sum(centre.quality.drawn for centre in centres),
            recorded=sum(centre.quality.recorded for centre in centres),
            told=sum(centre.quality.told for centre in centres),
            satisfied=sum(centre.quality.satisfied for centre in centres),
        ),
        judged_total=sum(centre.count.total for centre in judged),
    )
