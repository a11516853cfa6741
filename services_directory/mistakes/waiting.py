"""The reports of mistakes that wait for somebody, on the desk."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from portal.tenancy.desk import DeskRows, for_user, register_desk_line

from ..enums import OPEN_MISTAKES, MistakeState
from ..models import MistakeReport


def waiting_line(user: Any) -> DeskRows:
    """The reports the user's associations have yet to answer."""
    return DeskRows(MistakeReport.objects.for_user(user).open(), _open, _list_of(OPEN_MISTAKES), "mistakes")


def held_line(user: Any) -> DeskRows:
    """Suspicious reports that wait for somebody to let them through or put them aside."""
    held = MistakeReport.objects.for_user(user).held()
    return DeskRows(held, _held, _list_of({MistakeState.HELD}), "mistakes_held")


def _open(count: int) -> str:
    return ngettext("%(count)s reported mistake waits", "%(count)s reported mistakes wait", count) % {"count": count}


def _held(count: int) -> str:
    said = ngettext("%(count)s suspicious report is held", "%(count)s suspicious reports are held", count)
    return said % {"count": count}


def _list_of(states: Iterable[MistakeState]) -> str:
    return f"{reverse('mistakes:index')}?{urlencode([('state', state.value) for state in sorted(states)])}"


def register() -> None:
    """Show both lines on the desk."""
    register_desk_line("centre", 30, for_user(waiting_line))
    register_desk_line("centre", 31, for_user(held_line))
