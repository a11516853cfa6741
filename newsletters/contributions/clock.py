"""The clock of contributions: reminders before the closing date, the summary after it, forgetting addresses (N1)."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from portal.core.working_days import add_working_days, is_working_day
from portal.jobs.outbox import forget_mail_about
from portal.jobs.registry import periodic
from portal.jobs.runner import stopping

from ..limits import limit
from ..models import Contribution, Contributor, NewsletterIssuePage
from ..review.approval import is_under_review
from ..review.rounds import association_of
from . import letters
from .links import is_open
from .pictures import forget_kept
from .standing import summary_of

FIRST_HOUR = 7
"""Nobody is written to before this hour in Prague."""
SUMMARY_WITHIN = timedelta(days=14)
"""So long after the closing date a summary that was missed is still worth sending."""
KEPT_AFTER_ISSUE = timedelta(days=90)
"""So long after an issue is out the centre may need to ask its authors; then their names and addresses go."""
KEPT_WITHOUT_ISSUE = timedelta(days=365)
"""The same, after the closing date, for an issue that never came out."""

logger = structlog.get_logger(__name__)


@periodic("newsletters.contributions", every=timedelta(hours=1), label=_("Reminders of contributions to newsletters"))
def watch_contributions() -> int:
    """Remind who is silent and sum up for the centre what is due today; returns how many letters were due.

    Each letter is once per person and closing date, so late, repeated and simultaneous runs write none twice.
    """
    now = timezone.localtime()
    if now.hour < FIRST_HOUR:
        return 0
    today = now.date()
    watched = NewsletterIssuePage.objects.filter(alias_of=None, live=False)
    soon = watched.filter(contributions_until__gte=today, contributors__isnull=False).distinct()
    ended = watched.filter(contributions_until__range=(today - SUMMARY_WITHIN, today - timedelta(days=1)))
    return _each(soon, lambda issue: remind_silent(issue, today)) + _each(ended, sum_up)


@transaction.atomic
def remind_silent(issue: NewsletterIssuePage, today: date) -> int:
    """Remind whoever neither sent anything nor said they have nothing, on the days for it; how many letters."""
    current = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    until = current.contributions_until
    if until is None or not is_open(current, today) or is_under_review(current):
        return 0
    last = last_reminder_on(until)
    if today < first_reminder_on(until):
        return 0
    is_last = today >= last
    due_on = last if is_last else first_reminder_on(until)
    association, count = association_of(current), 0
    for row in summary_of(current).silent:
        # Who was asked on that day or later has just read it.
        if timezone.localdate(row.contributor.asked_at) < due_on:
            row.contributor.issue = current
            letters.remind(row.contributor, association, is_last=is_last)
            count += 1
    return count


def first_reminder_on(until: date) -> date:
    """The day of the reminder: so many working days before the closing date as the programme says."""
    return add_working_days(until, -limit("contribution_reminder_days", until))


def last_reminder_on(until: date) -> date:
    """The day of the last one: the closing date's morning, or that of the last working day before it. Never after."""
    return until if is_working_day(until) else add_working_days(until, -1)


@transaction.atomic
def sum_up(issue: NewsletterIssuePage) -> int:
    """Tell the centre what has come, once for a closing date; nothing where nobody was asked and nothing came."""
    current = NewsletterIssuePage.objects.select_for_update().get(pk=issue.pk)
    summary = summary_of(current)
    if is_open(current) or not (summary.rows or summary.pieces):
        return 0
    return letters.summarise(current, association_of(current), summary)


@periodic(
    "newsletters.forget_contributors",
    every=timedelta(days=1),
    label=_("Delete names and addresses of contributors to newsletters"),
)
def forget_contributors() -> int:
    """Delete them of issues long out, with the letters; and pictures nobody sent. Returns how many issues."""
    forget_kept()
    now = timezone.now()
    due = Q(live=True, first_published_at__lt=now - KEPT_AFTER_ISSUE)
    due |= Q(contributions_until__lt=timezone.localdate(now) - KEPT_WITHOUT_ISSUE)
    known = Exists(Contributor.objects.filter(issue=OuterRef("pk"))) | Exists(_named().filter(issue=OuterRef("pk")))
    return _each(NewsletterIssuePage.objects.filter(due, known, alias_of=None), _forget)


@transaction.atomic
def _forget(issue: NewsletterIssuePage) -> int:
    forget_mail_about(letters.mail_about(issue))
    _named().filter(issue=issue).update(author_email="", author_name="")
    Contributor.objects.filter(issue=issue).delete()
    log(issue, "newsletters.forget_contributors")
    return 1


def _named() -> Any:
    """Contributions that still say who wrote them."""
    return Contribution.objects.exclude(author_email="", author_name="")


def _each(issues: Iterable[Any], step: Callable[[Any], int]) -> int:
    """Take each of `issues` in a step of its own; one that fails doesn't hold back the others."""
    done, errors = 0, []
    for issue in issues:
        if stopping():
            break
        try:
            done += step(issue)
        except Exception as error:
            logger.exception("contributions_step_failed", issue=issue.pk)
            errors.append(error)
    if errors:
        raise ExceptionGroup("Some contributions were not taken care of", errors)
    return done
