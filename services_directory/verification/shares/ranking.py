"""How associations stand in verifying, and what has climbed to the Union (F2, F9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from portal.tenancy.models import Association

from ...enums import Audience
from ...models import ReminderStage, SentReminder, Service
from .charts import Chart, chart, trend_days
from .counting import NOBODY, Share, trend_by_site

QUARTER, YEAR = 3, 12
"""Months between a day and the days it is compared with."""


@dataclass(frozen=True)
class Work:
    """What waits for somebody today: the numbers of the lists they lead to."""

    overdue: int = 0
    to_check: int = 0
    never: int = 0
    climbed: int = 0


@dataclass(frozen=True)
class Standing:
    """An association on a day. Changes are in points of a percentage; None where there was nothing to compare with.

    `work` is known for today only: how long a verification held elsewhere on a past day is not kept.
    """

    rank: int
    association: Association
    share: Share
    quarter: Decimal | None
    year: Decimal | None
    line: Chart
    work: Work | None


@dataclass(frozen=True)
class Ranking:
    """Every association with listed services, best first; `whole` is the country day by day."""

    day: date
    standings: list[Standing]
    share: Share
    quarter: Decimal | None
    year: Decimal | None
    line: Chart
    work: Work | None


def ranking(day: date) -> Ranking:
    """The associations on `day`, their trend and that of the country; the same few queries however many there are."""
    before = {months: day - relativedelta(months=months) for months in (QUARTER, YEAR)}
    days = trend_days(day)
    asked = sorted({*days, *before.values()})
    by_site = {site: dict(zip(asked, row, strict=True)) for site, row in trend_by_site(asked).items()}
    work = work_by("site") if day == timezone.localdate() else None
    found = Association.objects.select_related("site").filter(site__in=by_site).in_czech_order()
    listed = [association for association in found if by_site[association.site_id][day].listed]
    listed.sort(key=lambda one: -(by_site[one.site_id][day].percent or 0))
    standings: list[Standing] = []
    for place, association in enumerate(listed, start=1):
        on = by_site[association.site_id]
        tied = bool(standings) and standings[-1].share.percent == on[day].percent
        standings.append(
            Standing(
                rank=standings[-1].rank if tied else place,
                association=association,
                share=on[day],
                quarter=change(on[before[QUARTER]], on[day]),
                year=change(on[before[YEAR]], on[day]),
                line=chart([(one, on[one]) for one in days]),
                work=None if work is None else work.get(association.site_id, Work()),
            )
        )
    country = {one: together(on[one] for on in by_site.values()) for one in asked}
    return Ranking(
        day=day,
        standings=standings,
        share=country[day],
        quarter=change(country[before[QUARTER]], country[day]),
        year=change(country[before[YEAR]], country[day]),
        line=chart([(one, country[one]) for one in days]),
        work=None if work is None else all_work(work),
    )


def together(parts: Iterable[Share]) -> Share:
    """Several shares as one."""
    return sum(parts, NOBODY)


def change(before: Share, after: Share) -> Decimal | None:
    """By how many points of a percentage a share has moved; None where either day had no services."""
    if before.percent is None or after.percent is None:
        return None
    return after.percent - before.percent


def work_by(group: str, services: Any = None) -> dict[Any, Work]:
    """What waits today by `group` (a field of the service: "site", "municipality"); one query and the stages' one."""
    today = timezone.localdate()
    overdue = Q(verify_by__lt=today)
    waiting = (services if services is not None else Service.objects.all()).published().order_by()
    rows = waiting.values_list(group).annotate(
        overdue=Count("pk", filter=overdue),
        to_check=Count("pk", filter=Q(check_since__isnull=False)),
        never=Count("pk", filter=Q(verified_on=None)),
        climbed=Count("pk", filter=overdue & _climbed(today)),
    )
    return {key: Work(*counts) for key, *counts in rows}


def all_work(parts: Mapping[Any, Work]) -> Work:
    """Several associations or municipalities together."""
    return Work(
        overdue=sum(part.overdue for part in parts.values()),
        to_check=sum(part.to_check for part in parts.values()),
        never=sum(part.never for part in parts.values()),
        climbed=sum(part.climbed for part in parts.values()),
    )


def climbed_services(services: Any) -> Any:
    """The part of `services` overdue for so long that the Union is reminded of them (F4), oldest first.

    Each has `reminded_on`, the day of the last reminder of it to anybody.
    """
    today = timezone.localdate()
    last = SentReminder.objects.filter(service=OuterRef("pk")).order_by().values("service")
    reminded = Subquery(last.annotate(last=Max("on")).values("last"))
    return services.overdue(today).filter(_climbed(today)).annotate(reminded_on=reminded).order_by("verify_by", "pk")


def _climbed(today: date) -> Q:
    days = ReminderStage.objects.filter(audience=Audience.UNION).aggregate(first=Min("days"))["first"]
    return Q(pk__in=[]) if days is None else Q(verify_by__lte=today - timedelta(days=days))
