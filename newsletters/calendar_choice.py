"""Which newsletter of a programme's calendar an issue is: what the form offers (NWS-5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from portal.core.templatetags.portal import cs_date
from portal.programme.models import Programme
from portal.programme.querysets import NewsletterDeadlines, newsletter_calendar

from .numbering import next_number, numbered_issues

SOON = timedelta(days=180)
"""A programme that begins within so many days is offered already."""


@dataclass(frozen=True)
class CalendarIssue:
    """One newsletter a programme asks for, with its days."""

    programme: Programme
    days: NewsletterDeadlines

    @property
    def key(self) -> str:
        return f"{self.programme.pk}:{self.days.number}"

    def __str__(self) -> str:
        words = gettext("Newsletter %(number)d – to the Union by %(submit)s, out by %(publish)s (%(programme)s)")
        return words % {
            "number": self.days.number,
            "submit": cs_date(self.days.submit_on),
            "publish": cs_date(self.days.publish_on),
            "programme": self.programme.name,
        }


def free_issues(archive: Any, *, besides: int | None = None, on: date | None = None) -> list[CalendarIssue]:
    """Newsletters of programmes that run on a day (today) or begin soon, and that no issue of `archive` is yet.

    `besides` is the key of the issue that asks: what it has stays on offer.
    """
    day = on or timezone.localdate()
    taken = _taken(archive, besides)
    programmes = Programme.objects.filter(starts_on__lte=day + SOON, ends_on__gte=day).order_by("starts_on", "pk")
    return [
        CalendarIssue(programme, days)
        for programme in programmes
        for number, days in sorted(newsletter_calendar(programme).items())
        if number not in taken.get(programme.pk, set())
    ]


def next_issue(archive: Any, *, on: date | None = None) -> CalendarIssue | None:
    """The newsletter `archive` writes next: the one after its last; for its first, the next to come out."""
    day = on or timezone.localdate()
    taken = _taken(archive, None)
    for issue in free_issues(archive, on=day):
        before = taken.get(issue.programme.pk)
        if issue.days.number > max(before) if before else issue.days.publish_on >= day:
            return issue
    return None


def next_numbers(archive: Any, *, on: date | None = None) -> tuple[int, int, CalendarIssue | None]:
    """Number and year of the issue `archive` writes next, and the newsletter of the programme it will be.

    The year is the one it comes out in by the calendar: what is written in December for March is of the next year.
    """
    day = on or timezone.localdate()
    following = next_issue(archive, on=day)
    year = max(day.year, following.days.publish_on.year) if following else day.year
    return next_number(archive, year), year, following


def _taken(archive: Any, besides: int | None) -> dict[int, set[int]]:
    """The numbers of each programme's calendar that issues of `archive` have."""
    rows = numbered_issues(archive).filter(programme__isnull=False, calendar_number__isnull=False).exclude(pk=besides)
    taken: dict[int, set[int]] = {}
    for programme, number in rows.values_list("programme_id", "calendar_number"):
        taken.setdefault(programme, set()).add(number)
    return taken
