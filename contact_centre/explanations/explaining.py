"""The two steps of an explanation: the centre sends it, the Union answers (TGT-4)."""

from typing import Any

from ..enums import Verdict
from ..models import Explanation, PeriodEvaluation


def explain_shortfall(*, evaluation: PeriodEvaluation, reasons: str, measures: str, user: Any) -> Explanation:
    """Send the centre's explanation of a period that was not met, and write to the Union.

    Raises ValidationError if the period was met, or another explanation waits for an answer or was sufficient.
    """
    raise NotImplementedError


def answer_explanation(*, explanation: Explanation, verdict: Verdict, opinion: str, user: Any) -> Explanation:
    """Give the Union's opinion and write to the centre.

    Raises ValidationError if it was answered before, or something is missing and `opinion` doesn't say what.
    """
    raise NotImplementedError
