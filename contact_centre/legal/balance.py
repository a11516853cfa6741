"""Hours of legal advice: what the Union gave, what activities used, what is left (LAW-1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from ..enums import ActivityStatus
from ..models import Activity, LegalHours

NONE = Decimal(0)


@dataclass(frozen=True)
class Balance:
    """Hours of one centre."""

    granted: Decimal = NONE
    used: Decimal = NONE

    @property
    def left(self) -> Decimal:
        """Below nothing if more was used than given."""
        return self.granted - self.used


def balance_of(site_id: int, on: date | None = None) -> Balance:
    """The balance of one centre; `on` leaves out what was given or begun after that day."""
    return _balances(on, site_id).get(site_id, Balance())


def balances() -> dict[int, Balance]:
    """The balance of every centre that was given or used any, by its site, in two queries (LAW-1)."""
    return _balances(None)


def drawing() -> QuerySet[Activity]:
    """Activities that draw on the hours."""
    activities: QuerySet[Activity] = Activity.objects.filter(legal_hours__gt=0)
    return activities.exclude(status=ActivityStatus.CANCELLED)


def _balances(on: date | None, site_id: int | None = None) -> dict[int, Balance]:
    of = Q() if site_id is None else Q(site=site_id)
    granted = LegalHours.objects.filter(of if on is None else of & Q(valid_from__lte=on))
    used = drawing().filter(of if on is None else of & Q(started_on__lte=on))
    given = dict(granted.order_by().values_list("site").annotate(Sum("hours")))
    spent = dict(used.order_by().values_list("site").annotate(Sum("legal_hours")))
    return {site: Balance(given.get(site, NONE), spent.get(site, NONE)) for site in {*given, *spent}}
