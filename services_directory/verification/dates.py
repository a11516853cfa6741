"""How long a verification holds: the one place that counts it (DIR-3, F1). All days are days in Prague."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.utils import timezone

from portal.core.remembered import Remembered
from portal.programme.models import Threshold
from portal.programme.querysets import UnknownThreshold, threshold

if TYPE_CHECKING:
    from ..models import Service

THRESHOLD = "service_verification_months"
"""The Union's row that says for how many months at most a verification holds."""
METHODOLOGY = 6
"""DIR-3: at least once in six months. Holds wherever no programme that runs sets it."""


def longest_months(on: date | None = None) -> int:
    """For how many months a verification may hold at most on a day (today by default): the Union's limit."""
    try:
        return int(threshold(THRESHOLD, on=on))
    except UnknownThreshold:
        return METHODOLOGY


def longest_months_on(days: Collection[date]) -> dict[date, int]:
    """`longest_months` of each of these days, in one query."""
    rows = list(
        Threshold.objects.filter(code=THRESHOLD, valid_from__lte=max(days))
        .order_by("-valid_from", "-pk")
        .values_list("valid_from", "valid_until", "value")
        if days
        else ()
    )
    found = {}
    for day in days:
        values = (int(value) for since, until, value in rows if since <= day and (until is None or until > day))
        found[day] = next(values, METHODOLOGY)
    return found


def _read_longest(days: tuple[date, ...]) -> dict[date, int]:
    return longest_months_on(days)


_longest: Remembered[tuple[date, ...], dict[date, int]] = Remembered(_read_longest, "programme.Threshold")


def longest_months_shown(days: Collection[date]) -> dict[date, int]:
    """`longest_months_on`, kept for a minute: for pages that show it; who writes a day down asks the others."""
    return _longest.get(tuple(days))


def in_force(own: int | None, longest: int) -> int:
    """For how many months a verification holds where the association set `own` and the Union `longest` (F1)."""
    return min(own or longest, longest)


def months_by_site(site_ids: Collection[int]) -> dict[int, int]:
    """For how many months verifications hold in each of these associations today: its own rule, never longer."""
    longest = longest_months()
    policies: Any = apps.get_model("services_directory", "VerificationPolicy").objects
    own = dict(policies.filter(site__in=site_ids, months__isnull=False).values_list("site", "months"))
    return {site_id: in_force(own.get(site_id), longest) for site_id in site_ids}


@lru_cache(maxsize=4096)
def last_day(verified_on: date, months: int) -> date:
    """The last day on which what was verified on `verified_on` still holds."""
    return verified_on + relativedelta(months=months)


def earliest_valid(on: date, months: int) -> date:
    """The earliest day of a verification that still holds `on` a day: the exact opposite of `last_day`."""
    day: date = on - relativedelta(months=months)
    # Months differ in length: 28 February holds until 28 August, though 31 August less six months is 28 February.
    while last_day(day, months) < on:
        day += timedelta(days=1)
    return day


def due_day(verified_on: date | None, first_public: date | None, planned_for: date | None, months: int) -> date | None:
    """The last day on which a service must be verified; None for one that never was public.

    One never verified has the day its association planned, else a whole period since it was first published.
    """
    if verified_on is not None:
        return last_day(verified_on, months)
    if first_public is None:
        return None
    limit = last_day(first_public, months)
    return min(planned_for, limit) if planned_for else limit


def verify_by(service: "Service", months: int) -> date | None:
    """`due_day` of `service` as it stands in memory."""
    first = timezone.localdate(service.first_published_at) if service.first_published_at else None
    return due_day(service.verified_on, first, service.planned_for, months)
