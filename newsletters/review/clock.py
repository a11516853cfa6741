"""The clock of the review: who is asked, reminded and called when an answer is late (V4, NWS-5)."""

from datetime import date, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from portal.core.working_days import add_working_days, is_working_day, working_days_between
from portal.jobs.models import OutboxMessage
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..letters import PREFIX
from ..limits import limit
from ..models import NewsletterIssuePage, ReviewRound
from .notices import remind_reviewers, tell_late, tell_reviewers
from .turn import turn_on

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague, nor on a day off."""

log = structlog.get_logger(__name__)


@periodic("newsletters.review_clock", every=timedelta(hours=1), label=gettext_lazy("Days of the Union's reviews"))
def run_review_clock() -> int:
    """Look after every round that waits; returns how many.

    Each is a transaction of its own, under the lock of its issue: late, repeated and simultaneous runs write once.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR or not is_working_day(now.date()):
        return 0
    count, errors = 0, []
    for pk in list(ReviewRound.objects.filter(decision__isnull=True).order_by("pk").values_list("pk", flat=True)):
        if stopping():
            break
        try:
            count += look_after(pk, now.date())
        except Exception as error:
            log.exception("review_clock_failed", round=pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some rounds of the review were not looked after", errors)
    return count


@transaction.atomic
def look_after(pk: int, today: date) -> bool:
    """Write what is due today in the round `pk`; False if it was decided meanwhile.

    Whose turn it has become (a deputy, who stands in for somebody away) gets the newsletter. Reminders and calls go
    by their stage, so that days without the job are not made up for.
    """
    issue_id = ReviewRound.objects.values_list("issue_id", flat=True).get(pk=pk)
    NewsletterIssuePage.objects.select_for_update().get(pk=issue_id)
    round = ReviewRound.objects.select_related("issue", "expert__user", "deputy__user").get(pk=pk)
    if round.outcome:
        return False
    asked = tell_reviewers(round)
    event = _due_event(round, today)
    if event and not OutboxMessage.objects.filter(event=f"{PREFIX}{event}").exists():
        if today > round.due_on:
            tell_late(round, event, asked)
        else:
            remind_reviewers(round, event)
    return True


def _due_event(round: ReviewRound, today: date) -> str:
    """The letter of today's stage; empty if there is none yet."""
    if today <= round.due_on:
        remind_on = add_working_days(round.due_on, -limit("newsletter_last_reminder_days", today))
        # Not to who was asked only now: a round submitted so late has its own first letter.
        is_asked_today = timezone.localdate(round.submitted_at) >= today
        return f"review_reminder:{round.pk}" if today >= remind_on and not is_asked_today else ""
    if not turn_on(today).is_deputys(round.due_on):
        return ""
    stage = working_days_between(round.due_on, today) // limit("newsletter_overdue_days", today)
    return f"review_late:{round.pk}:{stage}"
