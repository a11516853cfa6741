"""Counting what people look for in vain (S4): the words and how often, nothing about who asked.

Kept: the normalised text, a count, the first and the last day. Not kept: address, user, browser, time of
day. What looks like personal data (an e-mail address, a longer number) is never written down.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from ..models import UnansweredQuery
from ..models.wording import LONGEST_TEXT

logger = logging.getLogger(__name__)

MOST_ROWS = 2_000
"""Different queries kept for an association; the oldest that were asked once give way."""
PATIENCE_MS = 200
"""How long a page waits for the database to count; it is shown in any case."""
MOST_DIGITS = 5
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|monitor|http", re.IGNORECASE)
LEAST_LETTERS = 2
_LINK = re.compile(r"://|www\.|[<>{}\[\]]")


def normalised(query: str) -> str:
    """The text a query is counted under; "" for what isn't kept: personal data, links, no words."""
    text = " ".join(query.casefold().split())
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    if "@" in text or digits > MOST_DIGITS or letters < LEAST_LETTERS or _LINK.search(text):
        return ""
    return text[:LONGEST_TEXT].strip()


def is_asked_by_a_person(request: HttpRequest) -> bool:
    """Whether somebody asks the question now: no robot, no browser fetching in advance, no later page of an answer."""
    headers = request.headers
    purposes = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return (
        request.method == "GET"
        and request.GET.get("page", "1") == "1"
        and "prefetch" not in purposes.lower()
        and not ROBOT.search(headers.get("User-Agent", ""))
    )


def note_unanswered(request: HttpRequest, site: Site, query: str) -> None:
    """Count `query` for `site` once more. Call it for a first page without filters that found nothing.

    Never raises: a page is shown even if the database has no time to count.
    """
    text = normalised(query)
    if not text or not is_asked_by_a_person(request):
        return
    try:
        with _impatient(), transaction.atomic():
            _count(site, text)
    except DatabaseError:
        logger.warning("A search without a result was not counted", exc_info=True)


def _count(site: Site, text: str) -> None:
    today = timezone.localdate()
    rows = UnansweredQuery.objects.for_site(site)
    # Looked for again in vain: whatever was done about it, it is open.
    if rows.filter(text=text).update(count=F("count") + 1, last_on=today, resolved_on=None):
        return
    row = UnansweredQuery(site=site, text=text, first_on=today, last_on=today)
    UnansweredQuery.objects.bulk_create([row], ignore_conflicts=True)
    superfluous = rows.count() - MOST_ROWS
    if superfluous > 0:
        # Kept are the ones asked most; a flood of nonsense pushes only itself out.
        oldest = rows.exclude(text=text).order_by("count", "last_on", "pk").values_list("pk", flat=True)
        rows.filter(pk__in=list(oldest[:superfluous])).delete()


@contextmanager
def _impatient() -> Iterator[None]:
    """Wait only briefly for whoever is writing at the moment."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_MS}ms'")
            yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
