"""The requests that wait, on the desk; each number opens exactly its list (U1)."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext
from wagtail.permissions import policy_registry

from portal.tenancy.desk import LATE, DeskLine

from ..models import CitizenRequest
from .lists import InboxList, numbers

PRESSING = frozenset({InboxList.OVERDUE, InboxList.RETURNED})


def my_lines(request: HttpRequest) -> Iterator[DeskLine]:
    """The requests that the user has, with those of whom they stand in for."""
    yield from _lines(request, InboxList.MINE)


def centre_lines(request: HttpRequest) -> Iterator[DeskLine]:
    """What is open always, the other lists where something stands in them."""
    yield from _lines(request, InboxList.OVERDUE, InboxList.OPEN, InboxList.LOOK, InboxList.HANDED, InboxList.RETURNED)


def _lines(request: HttpRequest, *lists: InboxList) -> Iterator[DeskLine]:
    counts = _numbers(request)
    for which in lists:
        if counts and (count := counts[which]):
            tone = LATE if which in PRESSING else ""
            yield DeskLine(_line(which, count), list_url(which), count, f"requests_{which.value}", tone)


def _numbers(request: Any) -> dict[str, int]:
    """How many stand in each list, asked once for a page; nothing for those who don't work with requests."""
    if not hasattr(request, "_inbox_numbers"):
        policy, user = policy_registry.get_by_type(CitizenRequest), request.user
        works = policy.user_has_any_permission(user, ["add", "change", "view"])
        request._inbox_numbers = numbers(CitizenRequest.objects.for_user(user), user) if works else {}
    found: dict[str, int] = request._inbox_numbers
    return found


def list_url(which: InboxList) -> str:
    """Where the list stands."""
    return f"{reverse('citizen_requests:index')}?list={which.value}"


def _line(which: InboxList, count: int) -> str:
    said = {
        InboxList.OPEN: ngettext("%(count)d open request", "%(count)d open requests", count),
        InboxList.OVERDUE: ngettext("%(count)d request is overdue", "%(count)d requests are overdue", count),
        InboxList.MINE: ngettext("%(count)d request is yours", "%(count)d requests are yours", count),
        InboxList.LOOK: ngettext(
            "%(count)d suspicious request waits for a look", "%(count)d suspicious requests wait for a look", count
        ),
        InboxList.HANDED: ngettext(
            "%(count)d request waits for a municipality", "%(count)d requests wait for a municipality", count
        ),
        InboxList.RETURNED: ngettext(
            "%(count)d mail to a mayor came back", "%(count)d mails to mayors came back", count
        ),
    }[which]
    return said % {"count": count}
