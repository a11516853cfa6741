"""Lines the clock writes: taken down, and those that a crash has swallowed (M7)."""

from datetime import timedelta
from typing import Any

import structlog
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from ..models import MeetingPage, NoticeLine
from .lines import bring_up_to_date
from .times import end_of, until_in_database, until_of

log = structlog.get_logger(__name__)

LATELY = timedelta(days=3)
"""So far back the frequent job looks; the nightly one looks at everything."""
SLACK = timedelta(seconds=2)
"""A line keeps seconds, a page microseconds."""
AT_ONCE = 500


def heal(meeting: Any) -> list[NoticeLine]:
    """Write what is missing of one meeting, with the true time of its publication where Wagtail knows it."""
    page = MeetingPage.objects.get(pk=meeting.pk)
    return bring_up_to_date(page, published_at=_published_at(page))


def heal_lately() -> int:
    """Notices whose last day came and went these days, and pages published these days; how many lines it wrote."""
    now = timezone.now()
    day = timezone.localdate(now - LATELY)
    lately = (
        Q(notice_until__gte=day)
        | Q(notice_until=None, starts_at__gte=now - LATELY)
        | Q(last_published_at__gte=now - LATELY)
    )
    return _heal(_to_mend(MeetingPage.objects.filter(lately)))


def heal_all() -> int:
    """The same among all notices."""
    return _heal(_to_mend(MeetingPage.objects.all()))


def _to_mend(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Czech notices that may lack a line: never written down, changed after the last line, to be taken down."""
    today = timezone.localdate()
    written = pages.filter(alias_of=None, locale__language_code="cs").annotate(
        written_at=Max("notice_lines__at"), last_day=until_in_database()
    )
    # One that was published only after its last day was never on the board.
    never = Q(live=True, notice=None, first_published_at__date__lte=F("last_day"))
    changed = Q(live=True, last_day__gte=today, last_published_at__gt=F("written_at") + SLACK)
    over = Q(notice__removed_at=None, notice__isnull=False) & (Q(last_day__lt=today) | Q(live=False))
    again = Q(live=True, last_day__gte=today, notice__removed_at__isnull=False)
    return written.filter(never | changed | over | again).order_by("pk")


def _heal(pages: QuerySet[Any]) -> int:
    count = 0
    for page in pages[:AT_ONCE]:
        try:
            count += len(bring_up_to_date(page, published_at=_published_at(page)))
        except Exception:
            # One page that can't be read keeps no other notice on the board.
            log.exception("notice_not_written", meeting=page.pk)
    return count


def _published_at(page: Any) -> Any:
    """When what stands there was published; of one that is over and was published again, when it was first."""
    last, first = page.last_published_at, page.first_published_at
    if last is not None and last < end_of(until_of(page)):
        return last
    return first
