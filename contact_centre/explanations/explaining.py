"""The two steps of an explanation: the centre sends it, the Union answers (TGT-4)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.core.working_days import add_working_days
from portal.programme.querysets import threshold

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation
from .letters import tell_centre, tell_union
from .waiting import UNANSWERED

OPINION_DAYS = "explanation_opinion_days"
"""Code of the threshold."""


@transaction.atomic
def explain_shortfall(*, evaluation: PeriodEvaluation, reasons: str, measures: str, user: Any) -> Explanation:
    """Send the centre's explanation of a period that was not met, and write to the Union.

    A late one is taken too. Raises ValidationError if the period was met, or another explanation waits for an answer
    or was sufficient, or `reasons` or `measures` say nothing.
    """
    current = _locked(evaluation)
    if current.is_met:
        raise ValidationError(_("The targets of this period were met: there is nothing to explain."))
    last = current.explanations.order_by("-number").first()
    if last is not None and last.verdict == UNANSWERED:
        raise ValidationError(_("An explanation of this period was sent already. It waits for the Union's opinion."))
    if last is not None and last.verdict == Verdict.SUFFICIENT:
        raise ValidationError(_("The Union found the explanation of this period sufficient."))
    said = {"reasons": reasons.strip(), "measures": measures.strip()}
    if missing := [name for name, text in said.items() if not text]:
        raise ValidationError({name: _("Write a few sentences.") for name in missing})
    now = timezone.now()
    explanation = Explanation.objects.create(
        site_id=current.site_id,
        evaluation=current,
        number=last.number + 1 if last is not None else 1,
        submitted_at=now,
        submitted_by=user,
        answer_due_on=answer_due(now),
        **said,
    )
    data = {"number": explanation.number, "late": is_late(explanation)}
    log(explanation, "contact_centre.explain", user=user, data=data)
    tell_union(explanation)
    return explanation


@transaction.atomic
def answer_explanation(*, explanation: Explanation, verdict: Verdict, opinion: str, user: Any) -> Explanation:
    """Give the Union's opinion and write to the centre.

    Raises ValidationError if it was answered before, if the period is met after all, or if something is missing and
    `opinion` doesn't say what.
    """
    evaluation = _locked(explanation.evaluation)
    current: Explanation = evaluation.explanations.get(pk=explanation.pk)
    current.evaluation = evaluation
    if current.verdict != UNANSWERED:
        raise ValidationError(_("This explanation was answered already."))
    if evaluation.is_met:
        raise ValidationError(
            _("The period was evaluated again and its targets are met: the explanation needs no answer.")
        )
    opinion = opinion.strip()
    if verdict == Verdict.INCOMPLETE and not opinion:
        raise ValidationError({"opinion": _("Write what the centre should add or make clearer.")})
    current.verdict, current.opinion = Verdict(verdict), opinion
    current.answered_at, current.answered_by = timezone.now(), user
    current.save(update_fields=["verdict", "opinion", "answered_at", "answered_by"])
    data = {"number": current.number, "verdict": str(current.verdict)}
    log(current, "contact_centre.answer_explanation", user=user, data=data)
    tell_centre(current)
    return current


def answer_due(received: datetime) -> date:
    """The last day for the Union's opinion: so many working days after the day in Prague of receipt."""
    day = timezone.localdate(received)
    return add_working_days(day, int(threshold(OPINION_DAYS, on=day)))


def is_late(explanation: Explanation) -> bool:
    """Whether the centre's first explanation came after its last day; for what the Union asks to add there is none."""
    due = explanation.evaluation.explanation_due_on
    return explanation.number == 1 and due is not None and timezone.localdate(explanation.submitted_at) > due


def _locked(evaluation: PeriodEvaluation) -> PeriodEvaluation:
    """The evaluation as it is now, held until the end of the transaction: so steps come one after another."""
    rows = PeriodEvaluation.objects.select_for_update(of=("self",)).select_related("period__programme")
    current: PeriodEvaluation = rows.get(pk=evaluation.pk)
    return current
