"""How an association gets through entries that were never verified: so many a week until all are done (F2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from portal.core.working_days import is_working_day
from portal.tenancy import versions

from ..models import Service, VerificationPlan
from .dates import last_day, months_by_site
from .policy import recompute_days

BATCH = 500
WEEK = timedelta(days=7)
FRIDAY = 4


@dataclass(frozen=True)
class Proposed:
    """What a plan has to do: how many entries, in how many weeks, hence how many a week at least."""

    entries: int
    weeks: int
    per_week_needed: int


@dataclass
class _Provider:
    """Entries of one body: one call settles them, so they are never torn apart."""

    limit: date
    order: tuple[str, str]
    entries: list[int]


def propose(site_id: int, starts_on: date | None = None) -> Proposed:
    """What is to be done from the week of `starts_on` (the next one by default), so that no entry gets overdue.

    Those overdue already have as long as an entry published today.
    """
    starts = _first_week(starts_on or timezone.localdate() + WEEK)
    by_limit: dict[date, int] = defaultdict(int)
    for provider in _providers(Service.objects.for_site(site_id).never_verified(), site_id):
        by_limit[provider.limit] += len(provider.entries)
    entries = weeks = needed = 0
    for limit, count in sorted(by_limit.items()):
        entries += count
        weeks = max(1, _weeks_until(limit, starts))
        needed = max(needed, -(-entries // weeks))
    return Proposed(entries, weeks, needed)


@transaction.atomic
def make_plan(*, site: Site, per_week: int, starts_on: date, user: Any = None) -> VerificationPlan:
    """Plan the first verifications: `per_week` from the week of `starts_on`; a plan there is gives way.

    Each entry gets the last working day of its week. Entries of one body fall into the same week, even when there are
    more of them than `per_week`; the weeks after make up for it. Raises ValidationError for a start in the past.
    """
    first = _first_week(starts_on)
    if _last_working_day(first) < timezone.localdate():
        raise ValidationError({"starts_on": _("That week is over.")})
    plan = VerificationPlan.objects.select_for_update().filter(site=site).first() or VerificationPlan(site=site)
    plan.per_week, plan.starts_on = per_week, starts_on
    action = "wagtail.create" if plan.pk is None else "wagtail.edit"
    plan.full_clean()
    plan.save()
    log(plan, action, user=user)
    _take_off(site)
    _lay_out(_open(site.pk), plan, first=first, taken=0)
    recompute_days([site.pk])
    return plan


@transaction.atomic
def drop_plan(*, site: Site, user: Any = None) -> None:
    """Do without a plan: each entry has a whole period since its publication again."""
    for plan in VerificationPlan.objects.for_site(site):
        log(plan, "wagtail.delete", user=user)
        plan.delete()
    _take_off(site)
    recompute_days([site.pk])


@transaction.atomic
def join_plan(site_id: int) -> int:
    """Put entries that came after the plan was made at its end. Returns how many; nothing without a plan."""
    plan = VerificationPlan.objects.select_for_update().filter(site=site_id).first()
    new = _open(site_id).filter(planned_for=None)
    if plan is None or not new.exists():
        return 0
    days = _open(site_id).exclude(planned_for=None).order_by("-planned_for").values_list("planned_for", flat=True)
    first = max(_first_week(timezone.localdate()), _first_week(plan.starts_on))
    if days:
        first = max(first, _monday(days[0]))
    taken = sum(1 for day in days if day >= first)
    count = _lay_out(new, plan, first=first, taken=taken)
    recompute_days([site_id])
    return count


def join_plans() -> int:
    """`join_plan` of every association that has one and entries that came since."""
    waiting = Service.objects.never_verified().order_by().filter(planned_for=None)
    sites = VerificationPlan.objects.filter(site__in=waiting.values("site")).values_list("site", flat=True)
    return sum(join_plan(site_id) for site_id in sites)


def _take_off(site: Site) -> None:
    Service.objects.for_site(site).exclude(planned_for=None).update(planned_for=None)
    # Plans are the centre's own, no public page shows them.
    versions.touch(of=(Service,))


def _open(site_id: int) -> Any:
    return Service.objects.for_site(site_id).never_verified()


def _lay_out(services: Any, plan: VerificationPlan, *, first: date, taken: int) -> int:
    """Give `services` their days from the week that begins `first`, in which `taken` places are gone."""
    days: dict[date, list[int]] = defaultdict(list)
    place = taken
    for provider in _providers(services, plan.site_id):
        days[_last_working_day(first + WEEK * (place // plan.per_week))] += provider.entries
        place += len(provider.entries)
    for day, pks in days.items():
        for some in batched(pks, BATCH, strict=False):
            Service.objects.filter(pk__in=some, verified_on=None).update(planned_for=day)
    versions.touch(of=(Service,))
    return place - taken


def _providers(services: Any, site_id: int) -> Iterable[_Provider]:
    """The bodies that run `services`: those whose entries are due first, then by municipality."""
    months = months_by_site([site_id])[site_id]
    today = timezone.localdate()
    found: dict[tuple[str, str], _Provider] = {}
    facts = ("pk", "operator_ico", "operator_name", "municipality__sort_key", "sort_key", "first_published_at")
    for pk, ico, name, place, key, first_published_at in services.order_by("sort_key", "pk").values_list(*facts):
        first = timezone.localdate(first_published_at) if first_published_at else today
        limit = last_day(first, months)
        if limit < today:
            limit = last_day(today, months)
        whose = (ico, "" if ico else name)
        provider = found.setdefault(whose, _Provider(limit, (place, key), []))
        provider.limit = min(provider.limit, limit)
        provider.order = min(provider.order, (place, key))
        provider.entries.append(pk)
    return sorted(found.values(), key=lambda provider: (provider.limit, provider.order))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first_week(day: date) -> date:
    """The Monday of the first week whose last working day isn't before `day`."""
    monday = _monday(day)
    return monday if _last_working_day(monday) >= day else monday + WEEK


def _last_working_day(monday: date) -> date:
    """Friday, or the last day before it on which offices work."""
    day = monday + timedelta(days=FRIDAY)
    while not is_working_day(day) and day > monday:
        day -= timedelta(days=1)
    return day


def _weeks_until(limit: date, starts: date) -> int:
    """How many weeks from `starts` have their day by `limit`."""
    whole = (_monday(limit) - starts) // WEEK
    return whole + (1 if _last_working_day(_monday(limit)) <= limit else 0)
