"""The counts of a whole directory, which most visitors begin with: kept for the site and the day."""

from typing import NamedTuple

from django.http import HttpRequest
from wagtail.models import Site

from portal.tenancy.kept import kept_for

from ..kind_table import KindTable
from .counts import Counts, count_directory
from .places import Places


class Whole(NamedTuple):
    """The counts of all services of a site on a day, and their municipalities."""

    counts: Counts
    places: Places


def whole_directory(request: HttpRequest, site: Site, kinds: KindTable) -> Whole:
    """As it is kept for the site of the request, else read in two queries."""

    def read() -> Whole:
        counts = count_directory(site, kinds)
        return Whole(counts, Places(site, counts.codes))

    return kept_for(request, read, "whole directory")
