"""Reads of meetings. Moments are compared in UTC, days are days in Prague."""

from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db.models import Q
from django.utils import timezone
from wagtail.query import PageQuerySet

from portal.core.prepared import Given, given_day, given_moment
from portal.core.trees import open_to_all

type Moment = datetime | Given


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _not_over(now: Moment, midnight: Moment) -> Q:
    """A meeting is ahead until it ends; one without an end until the end of its day in Prague.

    `midnight` is the beginning of the day of `now`.
    """
    return Q(ends_at__gt=now) | Q(ends_at__isnull=True, starts_at__gte=midnight)


def _not_over_at(now: datetime | None) -> Q:
    moment = now or timezone.now()
    return _not_over(moment, _start_of(timezone.localdate(moment)))


def over() -> Q:
    """Meetings that are over, for a prepared query; `asked_of_over` says the moment."""
    return ~_not_over(given_moment("now"), given_moment("midnight"))


def asked_of_over(now: datetime) -> dict[str, Any]:
    """What `over` is told."""
    return {"now": now, "midnight": _start_of(timezone.localdate(now))}


def next_or_ending() -> Q:
    """Meetings ahead that will be held, and those whose notice comes down in some days, for a prepared query.

    It comes down on its own last day, or on the day of the meeting. `asked_of_next_or_ending` says the days.
    """
    ahead = _not_over(given_moment("now"), given_moment("midnight")) & Q(cancelled_at=None)
    ending = Q(notice_until__gte=given_day("first"), notice_until__lte=given_day("last"))
    on_its_day = Q(notice_until=None, starts_at__gte=given_moment("midnight"), starts_at__lt=given_moment("after"))
    return ahead | ending | on_its_day


def asked_of_next_or_ending(first: date, last: date, now: datetime) -> dict[str, Any]:
    """What `next_or_ending` is told: this day and moment, and the last of the days (Prague)."""
    after = _start_of(last + timedelta(days=1))
    return {"now": now, "midnight": _start_of(first), "first": first, "last": last, "after": after}


class MeetingQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Notices the public may see, with what a listing shows of them."""
        return self.live().filter(open_to_all()).select_related("locale", "municipality", "body")

    def upcoming(self, now: datetime | None = None) -> Self:
        """Meetings that aren't over at `now` (this moment by default), the nearest first; cancelled ones too."""
        return self.filter(_not_over_at(now)).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> Self:
        """Meetings that are over at `now`, the last one first."""
        return self.exclude(_not_over_at(now)).order_by("-starts_at", "-pk")
