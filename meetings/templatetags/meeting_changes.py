"""What has changed about a meeting, for its public page: `{% load meeting_changes %}`."""

from dataclasses import dataclass
from typing import Any

from django import template

from ..changing.history import Held, HistoryLine, changes_of, history_of, old_ones

register = template.Library()


@dataclass(frozen=True)
class Changes:
    """Announced changes, the newest first, and when and where the meeting was to be before."""

    lines: list[HistoryLine]
    before: list[Held]
    cancelled: HistoryLine | None

    @property
    def other_time(self) -> bool:
        """Whether it was to be at another time, not only at another place."""
        return any(line.other_time for line in self.lines)


@register.simple_tag
def changes_of_meeting(page: Any) -> Changes:
    """What readers are told of changes of `page`'s meeting; the history is read once for a page."""
    found: Changes | None = getattr(page, "_told_changes", None)
    if found is None:
        lines = history_of(page)
        shown = changes_of(lines)
        cancelled = next((line for line in shown if line.kind == "cancelled"), None)
        found = page._told_changes = Changes(shown, old_ones(lines), cancelled)
    return found
