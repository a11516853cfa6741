"""Services an association's data don't hold any more: off the site for good, or another association's now (O4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from portal.tenancy.api.scope import Scope

from ..models import FormerAddress, RemovedService
from .paging import Cursor, read_cursor
from .public import public_services


@dataclass(frozen=True, order=True)
class Removed:
    removed_at: datetime
    uid: UUID
    site_id: int


def removed_services(
    scope: Scope, *, since: datetime | None, after: str, limit: int
) -> tuple[list[Removed], Cursor | None]:
    """`limit` services in the order in which they went, from the cursor `after` on; the cursor of the next page."""
    cursor = read_cursor(after, UUID)
    found: list[Removed] = []
    for rows in (_taken_off(scope), _moved_away(scope)):
        if since is not None:
            rows = rows.filter(at__gte=since)
        if cursor is not None:
            rows = rows.filter(cursor.following("at", "service_uid"))
        page = rows.order_by("at", "service_uid").values_list("at", "service_uid", "site")[: limit + 1]
        found += [Removed(*row) for row in page]
    found.sort()
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], Cursor(last.removed_at, str(last.uid))


def _taken_off(scope: Scope) -> Any:
    rows = RemovedService.objects.filter(site__in=scope.site_ids)
    still = public_services(scope).order_by().values("uid")
    return rows.exclude(uid__in=still).annotate(at=F("removed_at"), service_uid=F("uid"))


def _moved_away(scope: Scope) -> Any:
    """Those that left an address here and belong to an association outside of what is asked for."""
    rows = FormerAddress.objects.filter(site__in=scope.site_ids).exclude(service__site__in=scope.site_ids)
    return rows.values("site", service_uid=F("service__uid")).annotate(at=Max("left_at"))
