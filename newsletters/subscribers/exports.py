"""Addresses of subscribers that leave the portal as a file: the manager's only, and noted (X2, X6)."""

from collections import OrderedDict
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from portal.tenancy.models import Association

from ..models import Subscriber
from .admin_views import topics_of
from .log import EXPORT
from .standing import Standing

HEADINGS = {
    "email": _("E-mail"),
    "standing": _("State"),
    "kind": _("Why they get it"),
    "topics": _("Topics"),
    "municipality": _("Municipality"),
    "language": _("Language"),
    "asked_on": _("Asked"),
    "confirmed_on": _("Confirmed"),
    "paused_until": _("Paused until"),
    "ended_on": _("Ended"),
}


def may_export(user: Any) -> bool:
    """Whether the user may take addresses of some association out of the portal."""
    return bool(policy_registry.get_by_type(Subscriber).user_has_permission(user, "export"))


def exported(user: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The part of `rows` whose addresses the user may take out; those that were deleted aren't there any more."""
    own: QuerySet[Any] = policy_registry.get_by_type(Subscriber).within(user, ["export"], rows)
    return own.exclude(email="")


def note_export(user: Any, rows: QuerySet[Any], file_format: str) -> None:
    """Write into the log of each association that addresses left the portal: who, when, how many. No address."""
    counts: dict[int, int] = {}
    for site_id in rows.order_by().values_list("site", flat=True):
        counts[site_id] = counts.get(site_id, 0) + 1
    for association in Association.objects.filter(site__in=counts):
        data = {"count": counts[association.site_id], "format": file_format}
        log(association, EXPORT, user=user, data=data)


def row_of(subscriber: Any) -> OrderedDict[str, Any]:
    """One line of the file."""
    return OrderedDict(
        email=subscriber.email,
        standing=str(Standing(subscriber.standing).label),
        kind=subscriber.get_kind_display(),
        topics=topics_of(subscriber),
        municipality=subscriber.municipality.name if subscriber.municipality else "",
        language=subscriber.get_language_display(),
        asked_on=timezone.localdate(subscriber.created_at),
        confirmed_on=_day(subscriber.confirmed_at),
        paused_until=subscriber.paused_until,
        ended_on=_day(subscriber.ended_at),
    )


def _day(moment: Any) -> Any:
    return timezone.localdate(moment) if moment else None
