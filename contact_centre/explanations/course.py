"""What happened around the evaluation of a period, from its end on (TGT-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation
from .explaining import is_late
from .waiting import UNANSWERED


@dataclass(frozen=True)
class Event:
    """One thing that happened; `note` is what belongs to it."""

    at: datetime
    text: str
    note: str = ""


def course_of(evaluation: PeriodEvaluation, explanations: Iterable[Explanation]) -> list[Event]:
    """The course of events in the order of time; names nobody, so that centre and Union read the same."""
    again = list(ModelLogEntry.objects.for_instance(evaluation).filter(action="contact_centre.evaluate_again"))
    first = min((entry.data["before"].get("evaluated_at", "") for entry in again), default="")
    began = datetime.fromisoformat(first) if first else evaluation.evaluated_at
    events = [Event(began, _("The period was evaluated."))]
    events += [_evaluated_again(entry) for entry in again]
    for explanation in explanations:
        events.append(_sent(explanation))
        if explanation.verdict != UNANSWERED and explanation.answered_at is not None:
            events.append(_answered(explanation))
    return sorted(events, key=lambda event: event.at)


def _evaluated_again(entry: Any) -> Event:
    is_met = entry.data.get("after", {}).get("is_met")
    said = _("The Union evaluated the period again: met.") if is_met else _("The Union evaluated the period again.")
    return Event(entry.timestamp, said, entry.data.get("reason", ""))


def _sent(explanation: Explanation) -> Event:
    if explanation.number > 1:
        text = _("The centre completed its explanation (%(number)s).") % {"number": explanation.number}
    elif is_late(explanation):
        text = _("The centre sent its explanation, late.")
    else:
        text = _("The centre sent its explanation.")
    return Event(explanation.submitted_at, text)


def _answered(explanation: Explanation) -> Event:
    assert explanation.answered_at is not None  # noqa: S101 - whoever calls has seen to it
    if explanation.verdict == Verdict.SUFFICIENT:
        return Event(explanation.answered_at, _("The Union: the explanation is sufficient."))
    return Event(explanation.answered_at, _("The Union: something is missing."))
