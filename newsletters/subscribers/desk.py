"""Subscribers on the desk: offices whose address doesn't work, which somebody has to ring up (U1, NWS-3).

Readers who can't be reached are nobody's work: they subscribe again.
"""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import DeskRows, for_user, register_desk_line

from ..enums import SubscriberKind, SubscriberState
from ..models import Subscriber
from .standing import Standing

PART = {"kind": SubscriberKind.OFFICE.value, "standing": Standing.UNREACHABLE.value}


def _in_words(count: int) -> str:
    said = ngettext(
        "The address of %(count)d representative of a municipality doesn't work",
        "The addresses of %(count)d representatives of municipalities don't work",
        count,
    )
    return said % {"count": count}


def unreachable_offices(user: Any) -> DeskRows | None:
    """Mayors and deputies mail doesn't reach; the Union doesn't see whom mail goes to."""
    if is_union_user(user):
        return None
    rows = Subscriber.objects.for_user(user, "change")
    unreachable = rows.filter(kind=SubscriberKind.OFFICE, state=SubscriberState.UNREACHABLE)
    return DeskRows(unreachable, _in_words, f"{reverse('subscribers:index')}?{urlencode(PART)}", "offices_unreachable")


def register() -> None:
    """Put the line on the desk."""
    register_desk_line("centre", 47, for_user(unreachable_offices))
