"""How many reports wait for somebody: in the menu and on the admin's home page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ..enums import OPEN_MISTAKES
from ..models import MistakeReport
from ..waiting import WaitingLine


def waiting_count(user: Any) -> int:
    """How many reports the user's associations have yet to answer."""
    return MistakeReport.objects.for_user(user).open().count()  # type: ignore[no-any-return]


def waiting_line(user: Any) -> WaitingLine | None:
    """The line of the admin's home page."""
    count = waiting_count(user)
    if not count:
        return None
    said = ngettext("%(count)s reported mistake waits", "%(count)s reported mistakes wait", count) % {"count": count}
    query = "&".join(f"state={state.value}" for state in sorted(OPEN_MISTAKES))
    return WaitingLine(said, f"{reverse('mistakes:index')}?{query}")
