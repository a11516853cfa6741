"""What waits for whom: periods to be explained by a centre, explanations to be answered by the Union (TGT-4)."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portal.tenancy.boundary import sites_of

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation

UNANSWERED = ""


def unexplained() -> QuerySet[PeriodEvaluation]:
    """Periods not met of which nothing was sent yet, or the Union asked for more."""
    settled = Explanation.objects.filter(evaluation=OuterRef("pk"), verdict__in=(UNANSWERED, Verdict.SUFFICIENT))
    return PeriodEvaluation.objects.filter(~Exists(settled), is_met=False)


def unanswered() -> QuerySet[Explanation]:
    """Explanations without an opinion; those of a period that is met after all need none."""
    return Explanation.objects.filter(verdict=UNANSWERED, evaluation__is_met=False)


def to_explain(user: Any) -> QuerySet[PeriodEvaluation]:
    """Evaluations that `user` may explain and that wait for it: nothing sent, or the Union asked for more."""
    return unexplained().filter(site__in=sites_of(user, Explanation, "add"))


def to_answer(user: Any) -> QuerySet[Explanation]:
    """Explanations that wait for the opinion of `user`, who works for the Union; none for others."""
    return unanswered().filter(site__in=sites_of(user, Explanation, "change"))


def may_explain(user: Any, evaluation: PeriodEvaluation) -> bool:
    """Whether `user` answers for the centre: its managers do."""
    return sites_of(user, Explanation, "add").filter(pk=evaluation.site_id).exists()


def may_answer(user: Any, evaluation: PeriodEvaluation) -> bool:
    """Whether `user` gives the Union's opinion on what this centre explains."""
    return sites_of(user, Explanation, "change").filter(pk=evaluation.site_id).exists()
