"""When the open data of associations last changed: by indexes only, whatever the number of services."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date

from portal.tenancy.api.scope import Scope

from ..models import FormerAddress, RemovedService, Service, ServiceKind
from ..verification.freshness import is_overdue


@dataclass(frozen=True)
class Freshness:
    """The moment of the last change, and a text that differs after every change."""

    changed_at: datetime | None
    mark: str

    def stamp(self, response: HttpResponseBase) -> None:
        """Say it in the answer."""
        stamp(response, self.changed_at)


def stamp(response: HttpResponseBase, changed_at: datetime | None) -> None:
    if changed_at is not None:
        response.headers["Last-Modified"] = http_date(changed_at.timestamp())


def freshness(scope: Scope, kinds: dict[int, ServiceKind]) -> Freshness:
    """Looks at rows of every state: a service that is taken off the site changes the data too."""
    today = timezone.localdate()
    moments = [
        _latest(Service.objects.all(), scope, "changed_at"),
        _latest(RemovedService.objects.all(), scope, "removed_at"),
        _latest(FormerAddress.objects.all(), scope, "left_at"),
        _midnight(_latest(Service.objects.filter(closed_on__lte=today), scope, "closed_on")),
        _day_after(_latest(Service.objects.filter(live=True, verify_by__lt=today), scope, "verify_by")),
        _newest(kinds.values()),
    ]
    names = [(each.slug, each.name, each.ico) for each in scope.associations.values()]
    licence = (settings.OPEN_DATA_LICENCE_NAME, settings.OPEN_DATA_LICENCE_URL)
    mark = repr(([str(moment) for moment in moments], len(kinds), names, licence))
    return Freshness(max(filter(None, moments), default=None), mark)


def changed_at(service: Service, kinds: dict[int, ServiceKind]) -> datetime:
    """When what is said about one service last changed."""
    today = timezone.localdate()
    closed = _midnight(service.closed_on) if service.closed_on and service.closed_on <= today else None
    overdue = _day_after(service.verify_by) if is_overdue(service) else None
    return max(filter(None, (service.changed_at, closed, overdue, _newest(kinds.values()))))


def _latest(rows: Any, scope: Scope, field: str) -> Any:
    return rows.filter(site__in=scope.site_ids).order_by(f"-{field}").values_list(field, flat=True).first()


def _newest(kinds: Iterable[ServiceKind]) -> datetime | None:
    return max((kind.changed_at for kind in kinds), default=None)


def _day_after(day: date | None) -> datetime | None:
    """A verification runs out without being saved, too: at the end of its last day."""
    return _midnight(day + timedelta(days=1)) if day else None


def _midnight(day: date | None) -> datetime | None:
    """A service closes on a day without being saved: that day counts as a change at its beginning in Prague."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None
