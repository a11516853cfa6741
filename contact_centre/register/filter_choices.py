"""What the register's filters offer of the user's associations, kept in memory like the code lists (decision 36)."""

from collections.abc import Callable
from typing import Any

from wagtail.permissions import policy_registry

from portal.core.remembered import Remembered
from portal.programme.models import MonitoringPeriod
from portal.tenancy.models import Municipality, StaffMember
from portal.tenancy.querysets import ANY_ACTION

from ..models import Activity, Project

type Sites = frozenset[int] | None
"""Keys of the sites whose rows are offered; None stands for all of them."""
type Choices = list[tuple[Any, str]]


def _people(sites: Sites) -> Choices:
    rows = StaffMember.objects.order_by("order", "name")
    return list(_within(rows, "site", sites).values_list("pk", "name"))


def _projects(sites: Sites) -> Choices:
    return list(_within(Project.objects.order_by("name", "pk"), "site", sites).values_list("pk", "name"))


def _municipalities(sites: Sites) -> Choices:
    rows = _within(Municipality.objects.order_by("sort_key"), "memberships__association__site", sites)
    return list(rows.distinct().values_list("pk", "name"))


def _periods(_sites: Sites) -> Choices:
    return [(period.pk, str(period)) for period in MonitoringPeriod.objects.order_by("-starts_on")]


def _within(rows: Any, lookup: str, sites: Sites) -> Any:
    return rows if sites is None else rows.filter(**{f"{lookup}__in": sites})


_READERS: dict[str, Callable[[Sites], Choices]] = {
    "people": _people,
    "projects": _projects,
    "municipalities": _municipalities,
    "periods": _periods,
}
_offered: Remembered[tuple[str, Sites], Choices] = Remembered(
    lambda key: _READERS[key[0]](key[1]),
    *("tenancy.StaffMember", "contact_centre.Project", "tenancy.Municipality", "tenancy.Membership"),
    "programme.MonitoringPeriod",
)


def offered(what: str, user: Any) -> Choices:
    """The choices of one filter (``people``, ``projects``, ``municipalities`` or ``periods``) for `user`."""
    sites = policy_registry.get_by_type(Activity).site_ids(user, ANY_ACTION)
    return _offered.get((what, None if sites is None else frozenset(sites)))
