"""What a view may say about keeping its answer."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.utils import timezone


def may_keep(response: HttpResponse, *, until: datetime | None = None) -> HttpResponse:
    """The same answer for everybody, to be kept: until `until`, else until the minute is over."""
    response._may_keep = True  # type: ignore[attr-defined]
    response._keep_until = until  # type: ignore[attr-defined]
    return response


def never_keep(response: HttpResponse) -> HttpResponse:
    """An answer that must be made anew each time, though its page is kept as a rule."""
    response._may_keep = False  # type: ignore[attr-defined]
    return response


def midnight() -> datetime:
    """When the day ends in Prague: for pages that change with the day and no sooner."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
