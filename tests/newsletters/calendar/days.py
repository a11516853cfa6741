"""A programme whose newsletters are due in days to come."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from newsletters.models import NewsletterIssuePage, ReviewRound
from portal.programme.models import Deadline, Programme
from portal.programme.querysets import NewsletterDeadlines
from portal.tenancy.models import Association
from tests.contact_centre.shortfalls import programme
from tests.newsletters.factories import make_issue, submit

AFTER = {"newsletter_submit": 0, "newsletter_comments": 14, "newsletter_publish": 28}
"""Days of an issue after the one of its submission."""


def days_on(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def calendar_of(*first_days: date) -> Programme:
    """The running programme with one issue for each day of submission."""
    runs = programme()
    Deadline.objects.filter(programme=runs).delete()
    Deadline.objects.bulk_create(
        Deadline(programme=runs, kind=kind, number=number, due_on=day + timedelta(days=later))
        for number, day in enumerate(first_days, start=1)
        for kind, later in AFTER.items()
    )
    return runs


def deadlines(number: int, submit_on: date) -> NewsletterDeadlines:
    return NewsletterDeadlines(number, submit_on, submit_on + timedelta(days=14), submit_on + timedelta(days=28))


def issue_of(association: Association, runs: Programme, number: int, **fields: Any) -> NewsletterIssuePage:
    """An issue of the calendar that is being written."""
    fields = {"live": False, "programme": runs, "calendar_number": number, **fields}
    return make_issue(association, number, **fields)


def submitted(association: Association, runs: Programme, number: int, user: Any = None) -> ReviewRound:
    return submit(issue_of(association, runs, number), user)
