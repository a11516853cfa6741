"""What of verifying waits for somebody, on the admin's home page: each number opens exactly its list."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import LATE, DeskLine, DeskRows, for_user, is_ahead, register_desk_line

from ...keeping import kept_by
from ...models import Service
from ...permissions import may_verify_any
from .queue import QueueList, listed

FIRST = 10
"""Place of the first line among those of its section."""
PRESSING = (QueueList.CHECK, QueueList.OVERDUE)
MINE = (QueueList.CHECK, QueueList.OVERDUE, QueueList.SOON)


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


def _line_of(which: QueueList) -> Callable[[Any], DeskRows | None]:
    def line(user: Any) -> DeskRows | None:
        if not may_verify_any(user):
            return None
        rows = listed(Service.objects.for_user(user), which)
        return DeskRows(rows, partial(_words, which), _list(which), f"verify_{which.value}", _tone(which))

    return line


def _kept_lines(user: Any) -> Iterator[DeskRows]:
    """What of the entries in the user's own care waits, and in that of those they stand in for."""
    if is_union_user(user) or not may_verify_any(user):
        return
    kept = Service.objects.for_user(user).filter(kept_by(user))
    for which in MINE:
        url, kind = f"{_list(which)}&keeper=mine", f"kept_{which.value}"
        yield DeskRows(listed(kept, which), partial(_in_care, which), url, kind, _tone(which))


def _in_care(which: QueueList, count: int) -> str:
    return _("In your care: %(what)s") % {"what": _words(which, count)}


def _tone(which: QueueList) -> str:
    return LATE if which in PRESSING else ""


def next_verification(request: HttpRequest) -> DeskLine | None:
    """The next day on which an entry of the centre is due."""
    user = request.user
    if is_union_user(user) or not may_verify_any(user):
        return None
    ahead = Service.objects.for_user(user).published().filter(verify_by__gte=timezone.localdate())
    due_on = ahead.order_by("verify_by").values_list("verify_by", flat=True).first()
    if due_on is None or not is_ahead(due_on):
        return None
    return DeskLine(_("Next verification of a service"), _list(QueueList.SOON), None, "next_verification", "", due_on)


def _list(which: QueueList) -> str:
    return f"{reverse('verification_queue:index')}?list={which.value}"


def register() -> None:
    """Put the lines on the desk, the most pressing first."""
    register_desk_line("mine", 30, for_user(_kept_lines))
    register_desk_line("deadlines", 30, next_verification)
    shown = (QueueList.CHECK, QueueList.OVERDUE, QueueList.SOON, QueueList.PLANNED)
    for number, which in enumerate(shown):
        register_desk_line("centre", FIRST + number, for_user(_line_of(which)))
