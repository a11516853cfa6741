"""How many reports wait for somebody: in the menu and on the admin's home page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from portal.tenancy.desk import DeskLine, for_user, register_desk_line

from ..enums import OPEN_MISTAKES, MistakeState
from ..models import MistakeReport


def waiting_count(user: Any) -> int:
    """How many reports the user's associations have yet to answer."""
    return MistakeReport.objects.for_user(user).open().count()


def waiting_line(user: Any) -> DeskLine | None:
    """The line of the admin's home page."""
    count = waiting_count(user)
    if not count:
        return None
    said = ngettext("%(count)s reported mistake waits", "%(count)s reported mistakes wait", count) % {"count": count}
    return DeskLine(said, _list_of(OPEN_MISTAKES), count, "mistakes")


def held_line(user: Any) -> DeskLine | None:
    """The line of suspicious reports that wait for somebody to let them through or put them aside."""
    count = MistakeReport.objects.for_user(user).held().count()
    if not count:
        return None
    said = ngettext("%(count)s suspicious report is held", "%(count)s suspicious reports are held", count)
    return DeskLine(said % {"count": count}, _list_of({MistakeState.HELD}), count, "mistakes_held")


def _list_of(states: Iterable[MistakeState]) -> str:
    return f"{reverse('mistakes:index')}?{urlencode([('state', state.value) for state in sorted(states)])}"


def register() -> None:
    """Show both lines on the desk."""
    register_desk_line("centre", 30, for_user(waiting_line))
    register_desk_line("centre", 31, for_user(held_line))
