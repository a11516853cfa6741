"""What the groups of a report are called: municipalities, people, entries of code lists; names alike are told apart."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from portal.core.models import CodeListEntry
from portal.core.remembered import Remembered
from portal.tenancy.models import Municipality, StaffMember

from ..models import ActivitySubarea
from .served import SEVERAL


def told_apart(named: Iterable[tuple[Any, str, str]]) -> dict[Any, str]:
    """Names by key out of (key, name, addition); the addition stands only behind names that are not the only ones."""
    rows = list(named)
    times = Counter(name for _key, name, _more in rows)
    return {key: f"{name} ({more})" if more and times[name] > 1 else name for key, name, more in rows}


def municipality_names(site: int, keys: Collection[Any] = ()) -> dict[str, str]:
    """Municipalities that are or were members of the site's association, and those of `keys`, in Czech order."""
    return _municipalities.get((site, frozenset(key for key in keys if key not in (None, SEVERAL))))


def _read_municipalities(key: tuple[int, frozenset[str]]) -> dict[str, str]:
    site, codes = key
    members = Q(pk__in=Municipality.objects.filter(memberships__association__site=site).values("pk"))
    found = Municipality.objects.filter(members | Q(pk__in=codes)).order_by("sort_key")
    return told_apart(found.values_list("pk", "name", "district_name"))


_municipalities: Remembered[tuple[int, frozenset[str]], dict[str, str]] = Remembered(
    _read_municipalities, "tenancy.Municipality", "tenancy.Membership"
)


def person_names(site: int, keys: Collection[Any] = ()) -> dict[int, str]:
    """The people of a centre."""
    return _people.get(site)


def _read_people(site: int) -> dict[int, str]:
    return told_apart(StaffMember.objects.for_site(site).values_list("pk", "name", "position"))


_people: Remembered[int, dict[int, str]] = Remembered(_read_people, "tenancy.StaffMember")


def _read_code_list(key: tuple[type[CodeListEntry], str]) -> dict[int, str]:
    model, _language = key
    if model is ActivitySubarea:
        rows = ActivitySubarea.objects.select_related("area")
        return told_apart((row.pk, row.label, row.area.label) for row in rows)
    return told_apart((row.pk, row.label, row.code) for row in model.objects.all())


def code_list_names(model: type[CodeListEntry]) -> Callable[[int, Collection[Any]], dict[int, str]]:
    """Reads the labels of a code list, the retired entries too, in the active language."""
    return lambda site, keys: _code_lists.get((model, get_language() or ""))


_LISTS = ("ActivityArea", "ActivitySubarea", "ActivityTrigger", "ActivityOutput", "Handler")
_code_lists: Remembered[tuple[type[CodeListEntry], str], dict[int, str]] = Remembered(
    _read_code_list, *(f"contact_centre.{name}" for name in _LISTS)
)
