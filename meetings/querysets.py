"""Reads of meetings. Moments are compared in UTC, days are days in Prague."""

from datetime import date, datetime, time
from typing import Self

from django.db.models import Q
from django.utils import timezone
from wagtail.query import PageQuerySet


def _not_over(now: datetime) -> Q:
    """A meeting is ahead until it ends; one without an end until the end of its day in Prague."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    return Q(ends_at__gt=now) | Q(ends_at__isnull=True, starts_at__gte=midnight)


def _last_day_between(first: date, last: date) -> Q:
    """Meetings whose notice comes down from `first` to `last`: on its own last day, or on the day of the meeting."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last, time.max))
    return Q(notice_until__range=(first, last)) | Q(notice_until=None, starts_at__range=(start, end))


class MeetingQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Notices the public may see, with what a listing shows of them."""
        return self.live().public().select_related("locale", "municipality", "body")

    def upcoming(self, now: datetime | None = None) -> Self:
        """Meetings that aren't over at `now` (this moment by default), the nearest first; cancelled ones too."""
        return self.filter(_not_over(now or timezone.now())).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> Self:
        """Meetings that are over at `now`, the last one first."""
        return self.exclude(_not_over(now or timezone.now())).order_by("-starts_at", "-pk")

    def next_or_ending(self, first: date, last: date, now: datetime | None = None) -> Self:
        """Meetings ahead that will be held, and those whose notice comes down from `first` to `last`; nearest first."""
        ahead = _not_over(now or timezone.now()) & Q(cancelled_at=None)
        return self.filter(ahead | _last_day_between(first, last)).order_by("starts_at", "pk")
