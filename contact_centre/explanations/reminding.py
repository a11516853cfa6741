"""Reminders of explanations and opinions: one before the last day, one after it (TGT-4)."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.working_days import add_working_days
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..models import Explanation, PeriodEvaluation
from .letters import TO_ANSWER, TO_EXPLAIN, remind_centre, remind_union
from .waiting import unanswered, unexplained

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""
BEFORE = 1
"""Working days between the first reminder and the last day."""
LATEST = 10
"""Working days after the last day in which the second one still goes, if the job stood still."""

logger = structlog.get_logger(__name__)


@periodic(
    "contact_centre.explanations",
    every=timedelta(hours=1),
    label=_("Reminders of explanations and opinions"),
)
def remind_of_explanations() -> int:
    """Write what is due today and was not written yet; returns how many reminders.

    Each is a transaction of its own that looks again under the lock of the evaluation, so late, repeated and
    simultaneous runs write everything once; one that fails doesn't hold back the others.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    today, done, errors = now.date(), 0, []
    for step in due_on(today):
        if stopping():
            break
        try:
            done += step()
        except Exception as error:
            logger.exception("explanation_reminder_failed")
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some reminders of explanations were not written", errors)
    return done


def due_on(today: date) -> list[Callable[[], bool]]:
    """The reminders of the day that were not written yet."""
    days = (add_working_days(today, -LATEST), add_working_days(today, BEFORE))
    first = unexplained().filter(explanations=None, explanation_due_on__range=days)
    steps: dict[str, Callable[[], bool]] = {}
    for evaluation in first.order_by("explanation_due_on", "pk"):
        is_over = _is_over(evaluation.explanation_due_on, today)
        event = f"{TO_EXPLAIN}:{evaluation.pk}:{_stage(is_over)}"
        steps[event] = partial(_explain, evaluation, event, is_over)
    for explanation in unanswered().filter(answer_due_on__range=days).order_by("answer_due_on", "pk"):
        is_over = _is_over(explanation.answer_due_on, today)
        event = f"{TO_ANSWER}:{explanation.pk}:{_stage(is_over)}"
        steps[event] = partial(_answer, explanation, event, is_over)
    written = set(OutboxMessage.objects.filter(event__in=steps).values_list("event", flat=True))
    return [step for event, step in steps.items() if event not in written]


def _is_over(due: date | None, today: date) -> bool:
    return due is not None and due < today


def _stage(is_over: bool) -> str:
    return "over" if is_over else "soon"


@transaction.atomic
def _explain(evaluation: PeriodEvaluation, event: str, is_over: bool) -> bool:
    """Remind the centre. False if it explained in the meantime, or another run wrote first."""
    _hold(evaluation.pk)
    current = unexplained().filter(explanations=None, pk=evaluation.pk).select_related("period__programme").first()
    if current is None or _is_written(event):
        return False
    remind_centre(current, event, is_over=is_over)
    return True


@transaction.atomic
def _answer(explanation: Explanation, event: str, is_over: bool) -> bool:
    """Remind the Union. False if it answered in the meantime, or another run wrote first."""
    _hold(explanation.evaluation_id)
    current = unanswered().filter(pk=explanation.pk).select_related("evaluation__period__programme").first()
    if current is None or _is_written(event):
        return False
    remind_union(current, event, is_over=is_over)
    return True


def _hold(pk: int) -> None:
    PeriodEvaluation.objects.select_for_update().get(pk=pk)


def _is_written(event: str) -> bool:
    # By the stage alone: a deputy who comes on duty between two runs gets no second letter.
    return OutboxMessage.objects.filter(event=event).exists()
