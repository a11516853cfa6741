"""The gate to the Union: nothing unready passes, whichever way it was sent (C1)."""

from typing import Any

from django.core.exceptions import ValidationError

from .findings import findings


def refuse_unready(issue: Any) -> None:
    """Raise ValidationError with everything that keeps `issue` (as the instance stands) from the Union."""
    blocking = [found for found in findings(issue) if found.is_blocking]
    if blocking:
        raise ValidationError([ValidationError(found.message, code=found.code) for found in blocking])
