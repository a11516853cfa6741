"""Limits of newsletters: rows the Union edits; what holds while no programme sets them (NWS-2, NWS-5, V4, N1, X1–2)."""

from datetime import date

from portal.programme.querysets import UnknownThreshold, threshold

WITHOUT_PROGRAMME = {
    "newsletter_min_pages": 1,
    "newsletter_page_characters": 1800,
    "newsletter_reminder_days": 10,
    "newsletter_last_reminder_days": 3,
    "newsletter_overdue_days": 5,
    "newsletter_review_days": 10,
    "newsletter_deputy_days": 1,
    "contribution_reminder_days": 3,
    "subscriber_unconfirmed_days": 7,
    "subscriber_consent_years": 3,
    "delivery_address_days": 365,
}
"""Newsletters go on between two programmes; these are the values of the first one."""


def limit(code: str, on: date | None = None) -> int:
    """The limit `code` in force on a day in Prague (today). Raises KeyError for a code newsletters don't have."""
    try:
        return int(threshold(code, on=on))
    except UnknownThreshold:
        return WITHOUT_PROGRAMME[code]
