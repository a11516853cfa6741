"""What is missing or wrong in an issue, with the place to mend it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `place` is a field (``title``, ``lead``) or ``body.<id of the block>.<part>…``.

    What is blocking keeps the issue from the Union; the rest is advice.
    """

    code: str
    message: str
    place: str
    is_blocking: bool = True


def findings(issue: Any) -> list[Finding]:
    """All findings of `issue`, as the instance stands (a draft, or what a form was filled with), in reading order."""
    return []
