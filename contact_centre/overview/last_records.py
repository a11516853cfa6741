"""When anything was last recorded in each centre's register (ACT-5): the youngest line of its history."""

from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from portal.tenancy.models import Association

from ..models import ActivityChange


def last_record_of(site: str) -> Subquery:
    """The moment of the last record of the site in the outer query's field `site`.

    One look into an index for each site: a maximum by groups would read the whole history.
    """
    return Subquery(ActivityChange.objects.filter(site=OuterRef(site)).order_by("-at").values("at")[:1])


def last_records() -> dict[int, date]:
    """The Czech day of the last record of each association's site, of those that have any; one query."""
    rows = Association.objects.order_by().values_list("site", last_record_of("site"))
    return {site: day for site, at in rows if (day := last_day(at)) is not None}


def last_day(moment: datetime | None) -> date | None:
    """The Czech day of a moment."""
    return timezone.localdate(moment) if moment else None
