"""What holds for reported mistakes: by when they are answered, how many may come, what looks like a machine."""

import re
from datetime import date, timedelta

from portal.core import limits
from portal.core.working_days import add_working_days
from portal.programme.querysets import UnknownThreshold, threshold

PURPOSE = "services_directory.mistake"
"""Whose tickets the form takes."""

THRESHOLD = "mistake_answer_working_days"
"""The Union's row that says within how many working days a report is answered."""
WORKING_DAYS = 5
"""Holds wherever no programme that runs sets it."""

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 5
"""Reports stored from one address in a window."""
PER_SITE = 60
"""Reports stored on one site in a window."""

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MARKUP = re.compile(r"<a\b|\[(?:url|link)\b", re.IGNORECASE)
MOST_LINKS = 2
"""The wrong address and the right one; who sends more mostly sells something."""


def answer_by(received_on: date) -> date:
    """The day by which a report that came on `received_on` is answered."""
    try:
        days = int(threshold(THRESHOLD, on=received_on))
    except UnknownThreshold:
        days = WORKING_DAYS
    return add_working_days(received_on, days)


def looks_like_advertising(text: str) -> bool:
    """Whether a person should look at `text` before it counts as a report."""
    return bool(MARKUP.search(text)) or len(LINK.findall(text)) > MOST_LINKS


def is_over_limit(*, site_id: int, address: str) -> bool:
    """Count one more report to be stored; whether it is one too many for its address or its site."""
    by_address = limits.is_over_limit("mistake", f"{site_id}:{address}", at_most=PER_ADDRESS, window=WINDOW)
    by_site = limits.is_over_limit("mistake-site", str(site_id), at_most=PER_SITE, window=WINDOW)
    return by_address or by_site
