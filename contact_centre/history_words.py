"""Lines of an activity's history as people read them: names of fields, words of states, Czech days (A3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import groupby

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.core.append_only import WIPED_TEXT
from portal.core.templatetags.portal import cs_date

from .enums import ActivitySource, ActivityStatus, ProjectPart
from .models import Activity, ActivityChange


@dataclass(frozen=True)
class Difference:
    """What one field, or the list of files, said before and says now; "" is nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """One step: who did what when, why, and what differs since."""

    at: datetime
    title: str
    who: str
    reason: str
    differences: list[Difference] = field(default_factory=list)


def events(lines: Iterable[ActivityChange]) -> list[Event]:
    """Lines in the order of the history, put together by the step that wrote them."""
    return [_event(list(of_step)) for _step, of_step in groupby(lines, key=_step_of)]


def _step_of(line: ActivityChange) -> tuple[datetime, str, str, str]:
    return line.at, line.kind, line.user_key or line.user_name, line.reason


def _event(lines: list[ActivityChange]) -> Event:
    first = lines[0]
    return Event(
        at=first.at,
        title=capfirst(first.get_kind_display()),
        who=first.user_name or _("the portal"),
        reason=first.reason,
        differences=[_difference(line) for line in reversed(lines) if line.field or line.old or line.new],
    )


def _difference(line: ActivityChange) -> Difference:
    if not line.field:
        return Difference(_("File"), line.old, line.new)
    label = capfirst(str(LABELS.get(line.field, line.field)))
    say = SAID.get(line.field, str)
    return Difference(label, _said(say, line.old), _said(say, line.new))


def _said(say: Callable[[str], str], value: str) -> str:
    return value if value in ("", WIPED_TEXT) else say(value)


def _word_of(choices: type[TextChoices]) -> Callable[[str], str]:
    return lambda value: str(choices(value).label) if value in choices.values else value


def _day(value: str) -> str:
    try:
        return cs_date(date.fromisoformat(value))
    except ValueError:
        return value


def _yes_or_no(value: str) -> str:
    return _("yes") if value == "True" else _("no")


def _number(value: str) -> str:
    try:
        return number_format(f"{Decimal(value).normalize():f}", use_l10n=True, force_grouping=True)
    except InvalidOperation:
        return value


SAID: dict[str, Callable[[str], str]] = {
    "status": _word_of(ActivityStatus),
    "source": _word_of(ActivitySource),
    "project_part": _word_of(ProjectPart),
    "is_expert_advice": _yes_or_no,
    **dict.fromkeys(("started_on", "closed_on"), _day),
    **dict.fromkeys(("hours", "legal_hours", "saved_czk", "brought_czk"), _number),
}
"""How a stored value is read; the others are stored in words."""
LABELS = {each.name: each.verbose_name for each in (*Activity._meta.fields, *Activity._meta.many_to_many)}
