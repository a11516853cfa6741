"""Thresholds that are changed under rules of their own: a feature guards its code, the programme asks (TGT-2).

The kernel knows no feature, so whoever has the rule registers it in ``AppConfig.ready()``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Threshold

type Guard = Callable[["Threshold", "Threshold | None"], None]
"""Gets a row that is to be stored and the row as it is stored now (None for a new one); raises ValidationError.

For a row that is to be deleted both are the stored one.
"""

GUARDED = ("programme_id", "code", "value", "unit", "valid_from", "valid_until")
"""What a guard is asked about; name and source of a row may always be changed."""

_guards: dict[str, Guard] = {}


def register_threshold_guard(code: str, guard: Guard) -> None:
    """Ask `guard` before a threshold of `code` is stored by a form or a file, or deleted."""
    _guards[code] = guard


def ask_guards(row: "Threshold", stored: "Threshold | None") -> None:
    """Let the guards of the old and of the new code look at a change. Raises ValidationError if one refuses."""
    is_kept = stored is not None and stored is not row
    if is_kept and all(getattr(row, name) == getattr(stored, name) for name in GUARDED):
        return
    for code in dict.fromkeys([row.code, *([stored.code] if stored is not None else [])]):
        if (guard := _guards.get(code)) is not None:
            guard(row, stored)
