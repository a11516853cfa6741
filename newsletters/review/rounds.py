"""A round of the review: opened when an issue goes to the Union, ended by exactly one decision (NWS-5)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from portal.core.working_days import add_working_days, next_working_day
from portal.tenancy.models import Association

from ..enums import Outcome
from ..facts.fingerprint import fingerprint_of
from ..limits import limit
from ..models import NewsletterIssuePage, ReviewDecision, ReviewRound
from .days import own_days
from .notices import tell_reviewers, tell_withdrawn
from .reviewers import key_of, name_of


@transaction.atomic
def open_round(*, task_state: TaskState, user: Any) -> ReviewRound:
    """Keep what `user` submits: the revision of `task_state`, its fingerprint, and by when the Union answers."""
    issue = NewsletterIssuePage.objects.select_for_update().get(pk=task_state.workflow_state.object_id)
    association = association_of(issue)
    last = ReviewRound.objects.filter(issue=issue).order_by("-number").first()
    opened = ReviewRound.objects.create(
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
    tell_reviewers(opened)
    return opened


def put_back(workflow_state: WorkflowState) -> None:
    """Undo what Wagtail wrote of a submission that was refused: a returned issue is a returned issue again."""
    last = workflow_state.task_states.order_by("-pk").first() if workflow_state.pk else None
    if last is not None and last.status == TaskState.STATUS_REJECTED and workflow_state.current_task_state is None:
        workflow_state.status = WorkflowState.STATUS_NEEDS_CHANGES
        workflow_state.current_task_state = last
        workflow_state.save()


@transaction.atomic
def withdraw_round(*, task_state: TaskState, user: Any) -> None:
    """End the round of a task that was cancelled; nothing to do if it was decided."""
    issue = NewsletterIssuePage.objects.select_for_update().filter(pk=task_state.workflow_state.object_id).first()
    waiting = ReviewRound.objects.filter(task_state=task_state, decision__isnull=True).first()
    if issue is None or waiting is None:
        return
    ReviewDecision.objects.create(
        site_id=waiting.site_id,
        round=waiting,
        outcome=Outcome.WITHDRAWN,
        decided_by=name_of(user),
        decided_key=key_of(user),
    )
    tell_withdrawn(waiting)


def due_on(issue: NewsletterIssuePage, submitted_on: date | None = None) -> date:
    """By when the Union answers an issue submitted on a day in Prague (today): the day of the programme's calendar.

    Who submits late still leaves the Union its working days, and nobody answers on a day off (NWS-5, V4). Without a
    place in a programme's calendar, or while the calendar isn't complete, the working days alone count.
    """
    day = submitted_on or timezone.localdate()
    shortest = add_working_days(day, limit("newsletter_review_days", day))
    days = own_days(issue)
    return max(next_working_day(days.comments_on), shortest) if days is not None else shortest


def association_of(issue: NewsletterIssuePage) -> Association:
    """The association whose issue it is, whatever its language."""
    site = issue.get_site()
    found: Association = Association.objects.get(site=site)
    return found
