"""What is ahead in all published issues of an archive."""

from datetime import date
from typing import Any

from django.utils import timezone

from .items import DatedItem, dated_items

YEARS_BACK = 1
"""Issues of this year and so many before it are looked through: older ones announce nothing that is still ahead."""


def coming_dates(archive: Any, *, on: date | None = None) -> list[tuple[DatedItem, Any]]:
    """Dates from a day (today in Prague) on, the earliest first, each once and with the newest issue that has it."""
    day = on or timezone.localdate()
    ahead: dict[str, tuple[DatedItem, Any]] = {}
    for issue in archive.issues.filter(year__gte=day.year - YEARS_BACK):
        for item in dated_items(issue):
            if item.date >= day:
                ahead.setdefault(item.uid, (item, issue))
    return sorted(ahead.values(), key=lambda found: (found[0].date, found[0].title))
