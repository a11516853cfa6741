"""The desk says who stands in for whom today (U2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.templatetags.portal import cs_date

from ..desk import DeskLine, for_user, register_desk_line
from .duty import Duty, duty_today
from .people import name_of


def standing_in(user: Any) -> Iterator[DeskLine]:
    """Whom the user stands in for today, and who stands in for the user."""
    duty = duty_today()
    if not duty.away:
        return
    for_whom = {pk: away.ends_on for pk, away in duty.away.items() if pk != user.pk and duty.of(pk) == user.pk}
    instead = duty.of(user.pk)
    names = _names([*for_whom, *([instead] if instead else [])]) if for_whom or user.pk in duty.away else {}
    for pk, until in for_whom.items():
        said = _("You stand in for %(name)s until %(day)s") % {"name": names[pk], "day": cs_date(until)}
        yield _line(said, "stand_in")
    if user.pk in duty.away:
        yield _line(_who_stands_in(duty, instead, names, duty.away[user.pk].ends_on), "away")


def _who_stands_in(duty: Duty, instead: int | None, names: dict[int, str], until: date) -> str:
    if instead is None:
        return _("You are away until %(day)s and everybody who would stand in is away too") % {"day": cs_date(until)}
    return _("%(name)s stands in for you until %(day)s") % {"name": names[instead], "day": cs_date(until)}


def _line(said: str, kind: str) -> DeskLine:
    return DeskLine(said, reverse("absences:index"), None, kind)


def _names(pks: list[int]) -> dict[int, str]:
    people = get_user_model()._default_manager.filter(pk__in=pks).select_related("staff_member")
    return {user.pk: name_of(user) for user in people}


def register() -> None:
    """Put the lines on the desk, before all others."""
    register_desk_line("mine", 0, for_user(standing_in))
