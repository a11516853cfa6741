"""Warnings while there is time: at stages the programme sets, once per stage and recipient (TGT-1)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.jobs.models import OutboxMessage
from portal.programme.models import MonitoringPeriod, Threshold
from portal.programme.querysets import period_of
from portal.tenancy.models import Association

from .counting import months_of
from .letters import warn_of_month, warn_of_targets
from .progress import Pace, Progress, progress_by_site
from .readers import managers_by_site
from .taking_part import centres_of

OF_PERIOD = ("target_warning_first_days", "target_warning_last_days")
OF_MONTH = ("month_warning_days",)
"""Codes of the thresholds: so many days before the end. One that isn't set, or is 0, means no warning."""


@dataclass(frozen=True)
class Warning:
    """One letter that is due: `event` names its stage, so that each recipient gets it once."""

    event: str
    progress: Progress
    association: Association
    write: Callable[[Progress, Association, str, Sequence[str]], None]


def warn_centres(today: date | None = None) -> int:
    """Write to the centres that are likely to miss a target of the running period; returns how many letters.

    A stage lasts until the next one: a missed run is made up for, and a centre that comes into danger between two
    stages is warned then. Only centres that will be evaluated are warned, and those on track are left in peace.
    """
    day = today or timezone.localdate()
    period = period_of(day)
    if period is None or not period.is_checked:
        return 0
    due = list(_due(period, day, _days_before(day)))
    if not due:
        return 0
    events = [warning.event for warning in due]
    sent = set(OutboxMessage.objects.filter(event__in=events).values_list("event", "recipient"))
    readers = managers_by_site({warning.association.site_id for warning in due}, day)
    written = 0
    for warning in due:
        addresses = readers.get(warning.association.site_id, ())
        new = [address for address in addresses if (warning.event, address) not in sent]
        with transaction.atomic():
            warning.write(warning.progress, warning.association, warning.event, new)
        written += len(new)
    return written


def _due(period: MonitoringPeriod, day: date, days_before: Mapping[str, int]) -> Iterator[Warning]:
    """What is due on `day`. Numbers are read only while some stage lasts."""
    month_end = next(last for first, last in months_of(period) if first <= day <= last)
    of_period = _stage(OF_PERIOD, days_before, (period.ends_on - day).days)
    of_month = _stage(OF_MONTH, days_before, (month_end - day).days)
    if not of_period and not of_month:
        return
    standings = progress_by_site(day)
    for association in centres_of(period).select_related("site"):
        progress, place = standings.get(association.site_id), f"{period.pk}:{association.site_id}"
        if progress is None:
            continue
        if of_period and progress.state == Pace.AT_RISK:
            yield Warning(f"targets.{of_period}:{place}", progress, association, warn_of_targets)
        if of_month and progress.is_month_short:
            yield Warning(f"targets.{of_month}:{place}:{month_end:%Y-%m}", progress, association, warn_of_month)


def _stage(codes: Sequence[str], days_before: Mapping[str, int], left: int) -> str | None:
    """The latest of these stages that has begun with `left` days to go."""
    begun = [code for code in codes if code in days_before and left <= days_before[code]]
    return min(begun, key=lambda code: days_before[code], default=None)


def _days_before(day: date) -> dict[str, int]:
    rows = Threshold.objects.valid_on(day).filter(code__in=(*OF_PERIOD, *OF_MONTH))
    values = dict(rows.order_by("valid_from", "pk").values_list("code", "value"))
    return {code: int(days) for code, days in values.items() if days > 0}
