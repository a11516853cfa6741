"""Since when nothing has been recorded in a centre's register (ACT-5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from portal.programme.querysets import UnknownThreshold, threshold
from portal.tenancy.models import Association

from ..overview.last_records import last_day, last_record_of
from ..targets.taking_part import centres_on

UNION_STAGE = 2
"""From this stage on the Union sees the centre on its desk."""


@dataclass(frozen=True)
class Silence:
    """Days without a record: since the day of the last one, or since the centre runs if there is none."""

    association: Association
    since: date
    has_records: bool
    days: int
    stage: int
    """How many times over the days allowed without a record have gone by."""


def silences(on: date | None = None, site_ids: Collection[int] | None = None) -> list[Silence]:
    """The running centres that have recorded nothing for as many days as the programme allows, the longest first.

    A record is a line in the history of the register. Empty where the Union has set no limit.
    """
    day = on or timezone.localdate()
    try:
        allowed = int(threshold("register_reminder_days", on=day))
    except UnknownThreshold:
        return []
    centres: Any = centres_on(day) if site_ids is None else centres_on(day).filter(site__in=site_ids)
    rows = centres.select_related("site").annotate(recorded_at=last_record_of("site")).order_by("sort_key")
    found = [silence for row in rows if (silence := _silence(row, day, allowed)).stage > 0]
    return sorted(found, key=lambda silence: -silence.days)


def for_the_union(on: date | None = None) -> list[Silence]:
    """Those that have gone on for so long that the Union is to ask."""
    return [silence for silence in silences(on) if silence.stage >= UNION_STAGE]


def _silence(association: Any, day: date, allowed: int) -> Silence:
    recorded = last_day(association.recorded_at)
    since = max(filter(None, (recorded, association.centre_since)))
    days = (day - since).days
    return Silence(association, since, recorded is not None, days, days // allowed)
