"""Writing down what those served said of an activity (TGT-6)."""

from datetime import date
from typing import Any

from ..enums import Asked, AskedBy, QualityOutcome
from ..models import QualityCheck


def record_quality(
    *,
    check: QualityCheck,
    outcome: QualityOutcome,
    asked: Asked | str,
    asked_by: AskedBy | str,
    asked_on: date,
    grade: int | None,
    note: str,
    user: Any,
) -> QualityCheck:
    """Record the outcome of `check`; a correction keeps the earlier values in the log.

    Raises ValidationError for values that don't go together.
    """
    raise NotImplementedError
