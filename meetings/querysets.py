"""Reads of meetings. Moments are compared in UTC, days are days in Prague."""

from datetime import datetime, time
from typing import Self

from django.db.models import Q
from django.utils import timezone
from wagtail.query import PageQuerySet


def _not_over(now: datetime) -> Q:
    """A meeting is ahead until it ends; one without an end until the end of its day in Prague."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    return Q(ends_at__gt=now) | Q(ends_at__isnull=True, starts_at__gte=midnight)


class MeetingQuerySet(PageQuerySet):
    def published(self) -> Self:
        """Notices the public may see, with what a listing shows of them."""
        return self.live().public().select_related("locale", "municipality")

    def upcoming(self, now: datetime | None = None) -> Self:
        """Meetings that aren't over at `now` (this moment by default), the nearest first."""
        return self.filter(_not_over(now or timezone.now())).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> Self:
        """Meetings that are over at `now`, the last one first."""
        return self.exclude(_not_over(now or timezone.now())).order_by("-starts_at", "-pk")
