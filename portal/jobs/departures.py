"""The periodic job of exports and of associations that leave (`portal.tenancy.keeping`)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from portal.tenancy.keeping import departing

from .registry import periodic


@periodic("jobs.departures", every=timedelta(hours=1), label=_("Delete associations that left, and old exports"))
def work_off() -> dict[str, int]:
    """Deletions whose day has come, files that resisted, exports and kept files that are too old."""
    return departing.work_off()
