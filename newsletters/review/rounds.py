"""A round of the review: opened when an issue goes to the Union, ended by exactly one decision (NWS-5)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState

from portal.core.working_days import add_working_days
from portal.programme.querysets import newsletter_deadlines
from portal.tenancy.models import Association

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of
from ..limits import limit
from ..models import NewsletterIssuePage, ReviewDecision, ReviewRound
from .reviewers import key_of, name_of


@transaction.atomic
def open_round(*, task_state: TaskState, user: Any) -> ReviewRound:
    """Keep what `user` submits: the revision of `task_state`, its fingerprint, and by when the Union answers."""
    issue = NewsletterIssuePage.objects.select_for_update().get(pk=task_state.workflow_state.object_id)
    association = association_of(issue)
    last = ReviewRound.objects.filter(issue=issue).order_by("-number").first()
    return ReviewRound.objects.create(
        site_id=association.site_id,
        issue=issue,
        number=last.number + 1 if last is not None else 1,
        revision=task_state.revision,
        task_state=task_state,
        content_hash=fingerprint_of(task_state.revision.as_object()),
        submitted_by=name_of(user),
        submitted_key=key_of(user),
        due_on=due_on(issue),
        expert=association.liaison_expert,
        deputy=association.liaison_deputy,
    )


def withdraw_round(*, task_state: TaskState, user: Any) -> None:
    """End the round of a task that was cancelled; nothing to do if it was decided."""
    waiting = ReviewRound.objects.filter(task_state=task_state, decision__isnull=True).first()
    if waiting is not None:
        ReviewDecision.objects.create(
            site_id=waiting.site_id,
            round=waiting,
            outcome=Outcome.WITHDRAWN,
            decided_by=name_of(user),
            decided_key=key_of(user),
        )


def due_on(issue: NewsletterIssuePage, submitted_on: date | None = None) -> date:
    """By when the Union answers an issue submitted on a day in Prague (today): the day of the programme's calendar.

    Who submits late still leaves the Union its working days (NWS-5, V4).
    """
    day = submitted_on or timezone.localdate()
    shortest = add_working_days(day, limit("newsletter_review_days", day))
    days = newsletter_deadlines(issue.calendar_number, programme=issue.programme) if issue.calendar_number else None
    return max(days.comments_on, shortest) if days is not None else shortest


def association_of(issue: NewsletterIssuePage) -> Association:
    """The association whose issue it is, whatever its language."""
    site = issue.get_site()
    found: Association = Association.objects.get(site=site)
    return found
