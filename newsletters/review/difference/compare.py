"""Two revisions of an issue beside each other (V5)."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Difference:
    """One part of an issue that says something else than before: what the editor calls it, where it is, and how."""

    label: str
    place: str
    html: SafeString


def differences(old_revision: Any, new_revision: Any) -> list[Difference]:
    """What `new_revision` says differently, in the order of the issue; nothing to compare with: nothing."""
    return []
