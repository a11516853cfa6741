"""Contributions on the desk: how many wait for the centre's decision (N1)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from portal.tenancy.boundary import is_union_user
from portal.tenancy.desk import DeskRows, for_user, register_desk_line

from ..enums import ContributionState
from ..models import Contribution

LIST = "contribution:index"


def _in_words(count: int) -> str:
    said = ngettext(
        "%(count)d contribution to the newsletter waits", "%(count)d contributions to the newsletter wait", count
    )
    return said % {"count": count}


def waiting_contributions(user: Any) -> DeskRows | None:
    """What the centre is to take in or leave out; the Union doesn't decide about it."""
    if is_union_user(user):
        return None
    rows = Contribution.objects.for_user(user, "change").filter(state=ContributionState.WAITING)
    return DeskRows(rows, _in_words, f"{reverse(LIST)}?state={ContributionState.WAITING}", "contributions")


def register() -> None:
    """Put the line on the desk."""
    register_desk_line("centre", 45, for_user(waiting_contributions))
