"""The accessibility statement is gone through once a year (C1, C2): when it is due, and for whose pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Page

from portal.programme.querysets import UnknownThreshold, threshold

from .models import AccessibilityStatementPage

MONTHS, REMINDER_DAYS = "statement_review_months", "statement_reminder_days"
WITHOUT_PROGRAMME = {MONTHS: 12, REMINDER_DAYS: 30}
"""C1: reviewed yearly. Holds also between two programmes; the Union's rows of these codes change it."""
LONGEST_MONTH = 31


@dataclass(frozen=True)
class DueReview:
    """A statement whose review is near or late: `by` is the last day that is still in time (in Prague)."""

    page: AccessibilityStatementPage
    by: date

    def stage(self, on: date) -> int:
        """Which reminder it is the turn of on the day `on`: 0 before the last day, then one every 30 days."""
        return 0 if on < self.by else 1 + (on - self.by).days // 30


def limit(code: str, on: date | None = None) -> int:
    """The Union's value of `code` on a day in Prague (today), or ours where no programme sets one."""
    try:
        return int(threshold(code, on=on))
    except UnknownThreshold:
        return WITHOUT_PROGRAMME[code]


def review_by(reviewed_on: date, *, months: int | None = None) -> date:
    """The last day by which a statement reviewed on `reviewed_on` is to be gone through again."""
    day: date = reviewed_on + relativedelta(months=limit(MONTHS) if months is None else months)
    return day


def statements(root: Page | None = None) -> QuerySet[AccessibilityStatementPage]:
    """The published statements in the default language (below `root`); translations follow them."""
    written: QuerySet[AccessibilityStatementPage] = AccessibilityStatementPage.objects.filter(
        live=True, locale__language_code=settings.LANGUAGE_CODE
    )
    return written.filter(path__startswith=root.path) if root is not None else written


def due_reviews(on: date, pages: QuerySet[AccessibilityStatementPage] | None = None) -> Iterator[DueReview]:
    """Which of the statements (all by default) are to be reviewed soon or are late on the day `on`."""
    months, last = limit(MONTHS, on), on + timedelta(days=limit(REMINDER_DAYS, on))
    # A little more than what is due: months differ in length.
    before = last - relativedelta(months=months) + timedelta(days=LONGEST_MONTH)
    rows = statements() if pages is None else pages
    for page in rows.filter(reviewed_on__lte=before).order_by("reviewed_on", "pk"):
        by = review_by(page.reviewed_on, months=months)
        if by <= last:
            yield DueReview(page, by)
