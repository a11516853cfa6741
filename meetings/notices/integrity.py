"""Checks of proofs by the clock, and what follows from a broken one: a mark, a line on the desk, one mail (M8)."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.tenancy import versions

from ..models import Notice
from .board import standing
from .checks import Check, check
from .letters import tell_the_centre

log = structlog.get_logger(__name__)

SAMPLE = 100
"""Archived notices a night, those that weren't checked for longest."""
AT_MOST = timedelta(minutes=10)
"""A night's checking ends after so long; the rest is first on the next one."""


@transaction.atomic
def remember(meeting: Any, result: Check) -> bool:
    """Keep what a check found; whether a break is new. Each break is told to the centre once, in this transaction.

    Writes nothing where the finding is the one that is known.
    """
    notice = Notice.objects.filter(meeting=meeting.pk).first()
    if notice is None or _is_known(notice, result):
        return False
    notice = Notice.objects.select_for_update(of=("self",)).select_related("site").get(pk=notice.pk)
    is_new = bool(result.problems) and notice.broken_since is None
    notice.checked_at, notice.problems = result.at, list(result.problems)
    notice.broken_since = (notice.broken_since or result.at) if result.problems else None
    notice.save(update_fields=["checked_at", "problems", "broken_since"])
    if is_new:
        log.error("notice_proof_broken", meeting=meeting.pk, problems=len(result.problems))
        tell_the_centre(notice, result)
    return is_new


def check_all(until: datetime | None = None) -> dict[str, int]:
    """Check every notice on the board, then a sample of the archive; how many were checked and how many are broken."""
    limit = until or timezone.now() + AT_MOST
    counted = {"checked": 0, "broken": 0}
    archive = Notice.objects.exclude(pk__in=standing().values("pk")).select_related("meeting__locale")
    oldest = archive.order_by(F("checked_at").asc(nulls_first=True), "pk")[:SAMPLE]
    for rows in (standing().order_by(F("checked_at").asc(nulls_first=True), "pk"), oldest):
        for notice in rows.iterator(chunk_size=200):
            if timezone.now() >= limit:
                log.warning("notice_checks_unfinished", **counted)
                return counted
            counted["checked"] += 1
            counted["broken"] += _check_one(notice)
    return counted


def _check_one(notice: Notice) -> int:
    try:
        result = check(notice.meeting)
    except Exception:
        # One that can't be read keeps no other from being checked.
        log.exception("notice_not_checked", meeting=notice.meeting_id)
        return 0
    if not remember(notice.meeting, result):
        with transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(checked_at=result.at)
            # When it was checked stands on no public page.
            versions.touch(of=(Notice,))
    return int(not result.agrees)


def _is_known(notice: Notice, result: Check) -> bool:
    return notice.problems == list(result.problems) and (notice.broken_since is not None) == bool(result.problems)
