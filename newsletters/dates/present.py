"""Meetings among the dates of issues as they stand now: moved ones on their new day, cancelled ones marked (M9).

An issue stays as readers got it; lists of what is ahead and calendar files are about today.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Site

from meetings.actions import meetings_now

from .items import DatedItem


def as_they_stand(dates: Sequence[tuple[DatedItem, Any]], site: Site | None) -> list[tuple[DatedItem, Any]]:
    """`dates` with the present time and place of meetings of `site`; one query for all, none without a meeting."""
    uids = {item.uid for item, _issue in dates if item.starts_at is not None}
    now = meetings_now(site=site, uids=uids) if site is not None and uids else {}
    return [(_present(item, now.get(item.uid)), issue) for item, issue in dates]


def _present(item: DatedItem, now: dict[str, Any] | None) -> DatedItem:
    starts_at = parse_datetime(now["starts_at"]) if now else None
    if now is None or starts_at is None:
        return item
    return replace(
        item,
        date=timezone.localdate(starts_at),
        starts_at=starts_at,
        ends_at=parse_datetime(now["ends_at"]),
        title=now["title"],
        note=now["place"],
        sequence=now["sequence"],
        is_cancelled=now["is_cancelled"],
    )
