"""What waits for whom: periods to be explained by a centre, explanations to be answered by the Union (TGT-4)."""

from typing import Any

from django.db.models import QuerySet

from ..models import Explanation, PeriodEvaluation


def to_explain(user: Any) -> QuerySet[PeriodEvaluation]:
    """Evaluations that `user` may explain and that wait for it: nothing sent, or the Union asked for more."""
    raise NotImplementedError


def to_answer(user: Any) -> QuerySet[Explanation]:
    """Explanations that wait for the opinion of `user`, who works for the Union; none for others."""
    raise NotImplementedError
