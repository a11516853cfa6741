"""Which reminder of a day of the calendar is in force on a day: before it, and again and again after it (NWS-5)."""

from dataclasses import dataclass
from datetime import date

from portal.core.working_days import add_working_days, working_days_between

from ..limits import limit

AT_MOST = 12
"""So many reminders of one day that went by: a quarter of a year; then the overview alone says it."""


@dataclass(frozen=True)
class Rhythm:
    """When reminders go, in working days before and after a day."""

    first: int
    last: int
    overdue: int

    def stage(self, due_on: date, today: date) -> str:
        """The reminder in force `today` for what is due on a day; empty for none.

        After the day the first goes on the next working day, the others each `overdue` working days. Stages that went
        by while nothing ran are not made up for: only the one in force is written.
        """
        if today <= due_on:
            left = working_days_between(today, due_on)
            return "last" if left <= self.last else "first" if left <= self.first else ""
        turn = (working_days_between(due_on, today) - 1) // self.overdue
        return f"over-{turn}" if 0 <= turn < AT_MOST else ""

    def span(self, today: date) -> tuple[date, date]:
        """The days for which a reminder may be in force `today`."""
        back = self.overdue * (AT_MOST + 1)
        return add_working_days(today, -back), add_working_days(today, self.first + 1)


def rhythm_on(today: date) -> Rhythm:
    """The rhythm in force on a day."""
    return Rhythm(
        limit("newsletter_reminder_days", today),
        limit("newsletter_last_reminder_days", today),
        max(limit("newsletter_overdue_days", today), 1),
    )


def is_over(stage: str) -> bool:
    """Whether the day went by."""
    return stage.startswith("over")
