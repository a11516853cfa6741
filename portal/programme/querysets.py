"""What the programme says for a day. Days are Czech days; without `on` it is today in Prague."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from .enums import NEWSLETTER_KINDS, DeadlineKind
from .models import Deadline, MeetingWindow, MonitoringPeriod, Programme, Threshold


class UnknownThreshold(LookupError):
    """The Union has set no value of this code for this day."""


@dataclass(frozen=True)
class NewsletterDeadlines:
    """The last days of one newsletter issue: to the Union, its comments, to the public (NWS-5)."""

    number: int
    submit_on: date
    comments_on: date
    publish_on: date


def programme_on(day: date | None = None) -> Programme | None:
    """The programme that runs on `day`, the one begun last if there are more."""
    on = day or timezone.localdate()
    return Programme.objects.filter(starts_on__lte=on, ends_on__gte=on).order_by("-starts_on", "-pk").first()


def period_of(day: date | None = None) -> MonitoringPeriod | None:
    """The monitoring period `day` falls into (TGT-3)."""
    on = day or timezone.localdate()
    periods = MonitoringPeriod.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return periods.select_related("programme").order_by("-programme__starts_on", "-programme_id").first()


def meeting_window(day: date | None = None) -> MeetingWindow | None:
    """The window for a mayors' meeting `day` falls into (MTG-1)."""
    on = day or timezone.localdate()
    windows = MeetingWindow.objects.filter(starts_on__lte=on, ends_on__gte=on)
    return windows.select_related("programme").order_by("-programme__starts_on", "-programme_id").first()


def threshold(code: str, *, on: date | None = None) -> Decimal:
    """The value of the threshold `code` in force on a day, the newest one if programmes overlap.

    Raises UnknownThreshold if none is in force.
    """
    day = on or timezone.localdate()
    values = Threshold.objects.valid_on(day).filter(code=code).order_by("-valid_from", "-pk")
    value: Decimal | None = values.values_list("value", flat=True).first()
    if value is None:
        raise UnknownThreshold(f"No threshold {code!r} is in force on {day.isoformat()}")
    return value


def newsletter_deadlines(issue: int, *, programme: Programme | None = None) -> NewsletterDeadlines | None:
    """The deadlines of a programme's newsletter `issue` (1 is its first); of the running programme by default.

    None unless all three are set (NWS-5).
    """
    programme = programme or programme_on()
    if programme is None:
        return None
    rows = Deadline.objects.filter(programme=programme, kind__in=NEWSLETTER_KINDS, number=issue)
    days = dict(rows.values_list("kind", "due_on"))
    if len(days) < len(NEWSLETTER_KINDS):
        return None
    submit_on, comments_on, publish_on = (days[kind] for kind in NEWSLETTER_KINDS)
    return NewsletterDeadlines(issue, submit_on, comments_on, publish_on)


def newsletter_calendar(programme: Programme) -> dict[int, NewsletterDeadlines]:
    """The deadlines of all newsletter issues of `programme` by their numbers; those that have all three (NWS-5)."""
    return newsletter_calendars([programme.pk])[programme.pk]


def newsletter_calendars(programmes: Iterable[int]) -> dict[int, dict[int, NewsletterDeadlines]]:
    """The same of several `programmes` by their keys; one query."""
    days: dict[int, dict[int, dict[str, date]]] = {pk: {} for pk in programmes}
    rows = Deadline.objects.filter(programme__in=list(days), kind__in=NEWSLETTER_KINDS).order_by("number")
    for pk, number, kind, due_on in rows.values_list("programme", "number", "kind", "due_on"):
        days[pk].setdefault(number, {})[kind] = due_on
    return {pk: _whole(of_programme) for pk, of_programme in days.items()}


def _whole(days: dict[int, dict[str, date]]) -> dict[int, NewsletterDeadlines]:
    found = {number: of_issue for number, of_issue in days.items() if len(of_issue) == len(NEWSLETTER_KINDS)}
    return {n: NewsletterDeadlines(n, *(of_issue[kind] for kind in NEWSLETTER_KINDS)) for n, of_issue in found.items()}


def next_newsletter_deadlines(day: date | None = None) -> NewsletterDeadlines | None:
    """The deadlines of the issue that is to be published next, on `day` or after it."""
    on = day or timezone.localdate()
    programme = programme_on(on)
    coming = Deadline.objects.filter(programme=programme, kind=DeadlineKind.NEWSLETTER_PUBLISH, due_on__gte=on)
    deadline = coming.order_by("due_on").first() if programme else None
    return newsletter_deadlines(deadline.number, programme=programme) if deadline else None
