"""What is ahead in all published issues of an archive."""

from datetime import date
from typing import Any

from django.utils import timezone

from .items import DatedItem, dated_items
from .present import as_they_stand

YEARS_BACK = 1
"""Issues of this year and so many before it are looked through: older ones announce nothing that is still ahead."""


def coming_dates(archive: Any, *, on: date | None = None, cancelled: bool = False) -> list[tuple[DatedItem, Any]]:
    """Dates from a day (today in Prague) on, the earliest first, each once and with the newest issue that has it.

    Meetings stand as they are announced now; those that are `cancelled` are there only if asked for.
    """
    from ..facts.gather import site_of_archive

    day = on or timezone.localdate()
    told: dict[str, tuple[DatedItem, Any]] = {}
    for issue in archive.issues.filter(year__gte=day.year - YEARS_BACK):
        for item in dated_items(issue):
            # A meeting that was told of for a day that is past may have been moved to one ahead.
            if item.date >= day or item.starts_at is not None:
                told.setdefault(item.uid, (item, issue))
    found = list(told.values())
    site = site_of_archive(archive) if any(item.starts_at for item, _issue in found) else None
    ahead = [
        (item, issue)
        for item, issue in as_they_stand(found, site)
        if item.date >= day and (cancelled or not item.is_cancelled)
    ]
    return sorted(ahead, key=lambda found: (found[0].date, found[0].title))
