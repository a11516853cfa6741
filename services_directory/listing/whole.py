"""The counts of a whole directory, which most visitors begin with: kept with the frame of the site and for the day.

The frame goes with any change of what the site's public pages show (`portal.tenancy.versions`), a service among
them; the day is part of the name, as a service may be closed from a day on.
"""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from portal.tenancy.frame import frame_of

from ..kind_table import KindTable
from .counts import Counts, count_directory
from .places import Places

KEPT_AS = "whole directory"


class Whole(NamedTuple):
    """The counts of all services of a site on a day, and their municipalities."""

    day: date
    counts: Counts
    places: Places


def whole_directory(request: HttpRequest, site: Site, kinds: KindTable) -> Whole:
    """As it is kept for the site of the request, else read in two queries."""
    today, frame = timezone.localdate(), frame_of(request)
    kept: Whole | None = frame.kept.get(KEPT_AS) if frame else None
    if kept is not None and kept.day == today:
        return kept
    counts = count_directory(site, kinds)
    whole = Whole(today, counts, Places(site, counts.codes))
    if frame is not None:
        frame.kept[KEPT_AS] = whole
    return whole
