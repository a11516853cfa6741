"""The worker's part: papers of what has just been told, and once more what could not be set then."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.pdf import PdfUnavailable
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..models import Announcement
from .keeping import KEPT_AFTER, keep, unkept

SOON = timedelta(minutes=10)
"""So long the worker has for what was ordered."""
AT_ONCE = 50

logger = structlog.get_logger(__name__)


@task()
def keep_papers(pk: int) -> None:
    """Set and store the papers of an announcement that aren't stored yet; again: nothing."""
    announcement = Announcement.objects.select_related("meeting").get(pk=pk)
    try:
        keep(announcement=announcement)
    except PdfUnavailable:
        # The clock comes back to it.
        logger.warning("meeting_papers_unavailable", announcement=pk)


def order(announcement: Announcement) -> None:
    """After an announcement, in its transaction."""
    if announcement.kind in KEPT_AFTER:
        transaction.on_commit(lambda: keep_papers.enqueue(announcement.pk))


@periodic("meetings.papers", every=timedelta(hours=1), label=_("Store papers of meetings that are missing"))
def keep_missing() -> int:
    """Store what an outage left out; returns how many papers. One that fails doesn't hold back the others."""
    done, errors = 0, []
    for announcement in unkept().filter(at__lt=timezone.now() - SOON).select_related("meeting")[:AT_ONCE]:
        if stopping():
            break
        try:
            done += len(keep(announcement=announcement))
        except PdfUnavailable:
            logger.warning("meeting_papers_unavailable", announcement=announcement.pk)
            break
        except Exception as error:
            logger.exception("meeting_papers_failed", announcement=announcement.pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some papers of meetings were not stored", errors)
    return done
