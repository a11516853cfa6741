"""How a period that was not met stands between the centre and the Union, as one value the lists sort by (TGT-4)."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation
from .waiting import UNANSWERED


class Standing(models.IntegerChoices):
    """The most urgent first."""

    OPINION_LATE = 1, _("opinion overdue")
    TO_ANSWER = 2, _("waits for the Union's opinion")
    LATE = 3, _("explanation overdue")
    TO_EXPLAIN = 4, _("to be explained")
    INCOMPLETE = 5, _("to be completed by the centre")
    SUFFICIENT = 6, _("explained sufficiently")
    NEEDLESS = 7, _("met when evaluated again, needs nothing")


OF_CENTRE = (Standing.LATE, Standing.TO_EXPLAIN, Standing.INCOMPLETE)
"""What waits for the centre."""
OF_UNION = (Standing.OPINION_LATE, Standing.TO_ANSWER)
"""What waits for the Union."""


def with_standing(evaluations: QuerySet[PeriodEvaluation], today: date | None = None) -> QuerySet[Any]:
    """Periods that are or were to be explained, each with its last explanation's facts, `standing` and `due_on`.

    A period met from the beginning isn't among them. `due_on` is the last day for the next step, where there is one.
    """
    day = today or timezone.localdate()
    explanations = Explanation.objects.filter(evaluation=OuterRef("pk"))
    last, first = explanations.order_by("-number"), explanations.order_by("number")
    rows = evaluations.annotate(
        sent=Subquery(last.values("number")[:1]),
        first_sent_at=Subquery(first.values("submitted_at")[:1]),
        last_sent_at=Subquery(last.values("submitted_at")[:1]),
        last_verdict=Subquery(last.values("verdict")[:1]),
        opinion_due_on=Subquery(last.values("answer_due_on")[:1]),
        last_answered_at=Subquery(last.values("answered_at")[:1]),
    )
    rows = rows.filter(Q(is_met=False) | Q(sent__isnull=False))
    standing = Case(
        When(is_met=True, then=Value(Standing.NEEDLESS)),
        When(sent__isnull=True, explanation_due_on__lt=day, then=Value(Standing.LATE)),
        When(sent__isnull=True, then=Value(Standing.TO_EXPLAIN)),
        When(last_verdict=UNANSWERED, opinion_due_on__lt=day, then=Value(Standing.OPINION_LATE)),
        When(last_verdict=UNANSWERED, then=Value(Standing.TO_ANSWER)),
        When(last_verdict=Verdict.INCOMPLETE, then=Value(Standing.INCOMPLETE)),
        default=Value(Standing.SUFFICIENT),
        output_field=IntegerField(),
    )
    due_on = Case(
        When(is_met=True, then=Value(None)),
        When(sent__isnull=True, then=F("explanation_due_on")),
        When(last_verdict=UNANSWERED, then=F("opinion_due_on")),
        output_field=models.DateField(null=True),
    )
    return rows.annotate(standing=standing, due_on=due_on)


def standing_of(evaluation: PeriodEvaluation) -> Standing | None:
    """How this one period stands; None if there was nothing to explain."""
    row = with_standing(PeriodEvaluation.objects.filter(pk=evaluation.pk)).values_list("standing", flat=True).first()
    return None if row is None else Standing(row)
