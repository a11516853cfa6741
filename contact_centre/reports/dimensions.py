"""By what activities are summed: how the database groups them, what a group is called, which list it opens."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.core.czech import sort_key

from ..enums import ActivitySource
from ..models import ActivityArea, ActivityOutput, ActivitySubarea, ActivityTrigger, Handler
from .names import code_list_names, municipality_names, person_names
from .served import NONE, SEVERAL, place

Key = Hashable
Days = tuple[date, date]
Names = Mapping[Any, str]
LISTED_MONTHS = 36
"""Months of so many at most are listed even if nothing ended in them: a gap is a finding of its own."""


@dataclass(frozen=True)
class Dimension:
    """One way of summing. `nobody` names the group of activities that have no such value.

    `names` reads what keys are called at a centre (by its site), `opens` gives the register's filters of a group.
    """

    key: str
    label: StrPromise
    expression: Callable[[], Any]
    names: Callable[[int, Collection[Any]], Names]
    opens: Callable[[Any, Days], dict[str, str]]
    nobody: "StrPromise | str" = ""
    in_time: bool = False

    def ordered(self, keys: Collection[Key], names: Names) -> list[Key]:
        """Keys by their names in Czech order, months as they follow; what is no name of its own stands last."""
        own = [key for key in keys if key not in (None, SEVERAL)]
        own.sort(key=str if self.in_time else lambda key: sort_key(names[key]))
        return [*own, *(key for key in (SEVERAL, None) if key in keys)]

    def offered(self, names: Names) -> list[tuple[Any, str]]:
        """All keys with their names, as choices in Czech order."""
        return [(key, names[key]) for key in self.ordered(list(names), names)]

    def name(self, key: Key, names: Names) -> str:
        if key is None:
            return str(self.nobody)
        return gettext("more municipalities together") if key == SEVERAL else names[key]

    def expected(self, days: Days) -> list[Key]:
        """Keys that are listed whether something was done or not."""
        return list(months_of(days)) if self.in_time else []


class NameBook:
    """The names of a centre's groups, read once for a page."""

    def __init__(self, site: int) -> None:
        self.site = site
        self._read: dict[str, Names] = {}

    def names(self, dimension: Dimension, keys: Collection[Any] = ()) -> Names:
        """The names of a dimension, those of `keys` among them."""
        known = self._read.get(dimension.key)
        if known is None or any(key not in known for key in keys if key not in (None, SEVERAL)):
            known = self._read[dimension.key] = dimension.names(self.site, keys)
        return known


def months_of(days: Days) -> list[date]:
    """The first days of the months that `days` touch; none if they are more than anybody would read."""
    first, last = days
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    if number > LISTED_MONTHS:
        return []
    start = first.year * 12 + first.month - 1
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(number)]


def _by(parameter: str) -> Callable[[Any, Days], dict[str, str]]:
    return lambda key, days: {parameter: "null" if key is None else str(key)}


def _by_month(month: date, days: Days) -> dict[str, str]:
    next_month = (month + timedelta(days=31)).replace(day=1)
    first, last = max(month, days[0]), min(next_month - timedelta(days=1), days[1])
    return {"closed_on_from": first.isoformat(), "closed_on_to": last.isoformat()}


def _by_place(key: Any, days: Days) -> dict[str, str]:
    return {"served": NONE if key is None else key}


def _source_names(site: int, keys: Collection[Any]) -> Names:
    return {value: str(label) for value, label in ActivitySource.choices}


def _advice_names(site: int, keys: Collection[Any]) -> Names:
    return {True: gettext("expert advice"), False: gettext("other activities")}


def _month_names(site: int, keys: Collection[Any]) -> Names:
    return {month: date_format(month, "F Y") for month in keys}


def _listed(key: str, label: StrPromise, model: Any, parameter: str = "") -> Dimension:
    """A dimension of the register's code lists, one of which every closed activity has."""
    parameter = parameter or key
    return Dimension(key, label, lambda: F(parameter), code_list_names(model), _by(parameter))


MUNICIPALITY = Dimension(
    "municipality", _("Municipality"), place, municipality_names, _by_place, _("without a municipality")
)
AREA = _listed("area", _("Area"), ActivityArea)
PERSON = Dimension(
    "person",
    pgettext_lazy("report", "Person"),
    lambda: F("responsible"),
    person_names,
    _by("responsible"),
    _("without a person"),
)
MONTH = Dimension("month", _("Month"), lambda: TruncMonth("closed_on"), _month_names, _by_month, in_time=True)
DIMENSIONS = {
    each.key: each
    for each in (
        MUNICIPALITY,
        AREA,
        _listed("subarea", _("Sub-area"), ActivitySubarea),
        PERSON,
        MONTH,
        _listed("trigger", _("Trigger"), ActivityTrigger),
        Dimension("source", _("Source"), lambda: F("source"), _source_names, _by("source")),
        _listed("output", _("Output"), ActivityOutput),
        _listed("handler", _("Handled by"), Handler, "handled_by"),
        Dimension(
            "advice",
            _("Expert advice"),
            lambda: F("is_expert_advice"),
            _advice_names,
            lambda key, days: {"is_expert_advice": "true" if key else "false"},
        ),
    )
}
