"""How a centre stands in a period, as the Union reads it: the running period's pace or what the evaluation found."""

from datetime import date

from django.db import models
from django.utils.translation import pgettext_lazy

from ..enums import Verdict
from ..models import PeriodEvaluation
from ..targets.progress import Pace


class State(models.TextChoices):
    """What most needs somebody's eyes comes first."""

    BREACH = "breach", pgettext_lazy("centre in a period", "breach of the agreement")
    OVERDUE = "overdue", pgettext_lazy("centre in a period", "explanation overdue")
    AWAITING = "awaiting", pgettext_lazy("centre in a period", "explanation awaited")
    INCOMPLETE = "incomplete", pgettext_lazy("centre in a period", "explanation to be completed")
    TO_ANSWER = "to_answer", pgettext_lazy("centre in a period", "explanation waits for an answer")
    EXPLAINED = "explained", pgettext_lazy("centre in a period", "not met, explained")
    MISSED = "missed", pgettext_lazy("centre in a period", "not met")
    AT_RISK = "at_risk", pgettext_lazy("centre in a period", "at risk")
    ON_TRACK = "on_track", pgettext_lazy("centre in a period", "on track")
    MET = "met", pgettext_lazy("centre in a period", "met")
    UNCHECKED = "unchecked", pgettext_lazy("centre in a period", "not evaluated")
    OUTSIDE = "outside", pgettext_lazy("centre in a period", "did not run all the time")

    @property
    def tone(self) -> str:
        """How loud it is shown; a sign and the word say the same."""
        return TONES.get(self, "calm")

    @property
    def urgency(self) -> int:
        """Its place among the states, the most urgent first."""
        return list(State).index(self)


TONES = {
    State.BREACH: "bad",
    State.OVERDUE: "bad",
    State.AWAITING: "warn",
    State.INCOMPLETE: "warn",
    State.TO_ANSWER: "warn",
    State.MISSED: "bad",
    State.AT_RISK: "warn",
    State.ON_TRACK: "good",
    State.MET: "good",
}
ABOUT_EXPLANATION = frozenset(
    {State.OVERDUE, State.AWAITING, State.INCOMPLETE, State.TO_ANSWER, State.EXPLAINED, State.BREACH}
)
"""States that lead to the centre's explanation."""


def state_of_pace(pace: Pace) -> State:
    """The state of a centre in a period that nobody has evaluated."""
    return State(pace.value)


def states_of_evaluation(evaluation: PeriodEvaluation, verdict: str | None, today: date) -> tuple[State, ...]:
    """What the evaluation found, the most urgent first: a breach, and how far the explanation is (TGT-4, TGT-5).

    `verdict` is the Union's on the last explanation, "" while it waits for it, None before anything was explained.
    """
    if evaluation.is_met:
        return (State.MET,)
    explained = _explained(evaluation, verdict, today)
    return (State.BREACH, explained) if evaluation.is_breach else (explained,)


def _explained(evaluation: PeriodEvaluation, verdict: str | None, today: date) -> State:
    if verdict is None:
        due = evaluation.explanation_due_on
        return State.OVERDUE if due is not None and due < today else State.AWAITING
    if not verdict:
        return State.TO_ANSWER
    return State.EXPLAINED if verdict == Verdict.SUFFICIENT else State.INCOMPLETE
