"""The days the programme's calendar sets for an issue (NWS-5)."""

from typing import Any

from portal.programme.querysets import NewsletterDeadlines, newsletter_deadlines


def own_days(issue: Any) -> NewsletterDeadlines | None:
    """The days of the calendar for `issue`; None if it has no place there, or not all are set."""
    if issue.programme is None or not issue.calendar_number:
        return None
    return newsletter_deadlines(issue.calendar_number, programme=issue.programme)
