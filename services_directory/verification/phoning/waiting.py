"""What of verifying waits for somebody, on the admin's home page: each number opens exactly its list."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ...models import Service
from ...permissions import may_verify_any
from ...waiting import WaitingLine, register_waiting_line
from .queue import QueueList, listed

FIRST = 10
"""Place of the first line among those of the panel."""


def _words(which: str, count: int) -> str:
    if which == QueueList.CHECK:
        said = ngettext("%(count)d entry to check now", "%(count)d entries to check now", count)
    elif which == QueueList.OVERDUE:
        said = ngettext("%(count)d entry overdue for verification", "%(count)d entries overdue for verification", count)
    elif which == QueueList.SOON:
        said = ngettext("%(count)d entry to verify within 30 days", "%(count)d entries to verify within 30 days", count)
    else:
        said = ngettext("%(count)d entry planned for this week", "%(count)d entries planned for this week", count)
    return said % {"count": count}


def _line_of(which: str) -> Callable[[Any], WaitingLine | None]:
    def line(user: Any) -> WaitingLine | None:
        if not may_verify_any(user):
            return None
        count = listed(Service.objects.for_user(user), which).count()
        url = f"{reverse('verification_queue:index')}?list={which}"
        return WaitingLine(_words(which, count), url) if count else None

    return line


def register() -> None:
    """Put the lines into the panel, the most pressing first."""
    shown = (QueueList.CHECK, QueueList.OVERDUE, QueueList.SOON, QueueList.PLANNED)
    for number, which in enumerate(shown):
        register_waiting_line(FIRST + number, _line_of(which.value))
