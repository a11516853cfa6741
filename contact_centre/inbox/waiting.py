"""How many requests wait: in the menu and on the admin's home page; each number opens exactly its list (U1)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ..models import CitizenRequest
from .lists import InboxList, conditions, numbers


def open_count(user: Any) -> int:
    """How many requests wait for the user's associations."""
    return CitizenRequest.objects.for_user(user).filter(conditions(user)[InboxList.OPEN]).count()


def waiting_figures(user: Any) -> list[dict[str, Any]]:
    """The lines of the home panel: what is open always, the other lists where something stands in them."""
    counts = numbers(CitizenRequest.objects.for_user(user), user)
    return [
        {"kind": which.value, "count": counts[which], "text": _line(which, counts[which]), "url": list_url(which)}
        for which in (
            InboxList.OPEN,
            InboxList.OVERDUE,
            InboxList.MINE,
            InboxList.LOOK,
            InboxList.HANDED,
            InboxList.RETURNED,
        )
        if which is InboxList.OPEN or counts[which]
    ]


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
