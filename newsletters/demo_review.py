"""How far the demonstration's issues are on their way: what was reviewed before, what waits now, what came back."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState

from portal.tenancy.models import Association, LiaisonExpert
from portal.tenancy.roles import Role

from .enums import Outcome
from .models import NewsletterIssuePage, ReviewDecision, ReviewRound, UnionReviewTask
from .provisioning import ensure_review
from .review.deciding import return_round
from .review.reviewers import Reviewer, key_of, name_of

SUBMITTED_BEFORE, DUE_BEFORE, DECIDED_BEFORE = timedelta(days=45), timedelta(days=14), timedelta(days=12)
"""Before the day on which an issue of the past came out."""
MORNING = time(9, 30)
WITH_ACCOUNT, BY_LINK = "expert.komunikace@example.org", "expert.bez.uctu@example.org"
CARED_FOR_BY_LINK = {"lesypolicka"}
"""The association whose expert has no account and decides by links in e-mails."""


def account(name: str) -> Any:
    """One of the demonstration's logins."""
    return get_user_model()._default_manager.get(username=name)


def give_experts(association: Association) -> None:
    """The Union's two experts: one with an account, one without; each is the other's deputy."""
    reviewer = account(str(Role.UNION_REVIEWER))
    first, _made = LiaisonExpert.objects.get_or_create(
        email=WITH_ACCOUNT, defaults={"name": "Expert pro komunikaci, Čechy", "user": reviewer}
    )
    second, _made = LiaisonExpert.objects.get_or_create(
        email=BY_LINK, defaults={"name": "Expertka pro komunikaci, Vysočina", "phone": "+420491000190"}
    )
    expert, deputy = (second, first) if association.slug in CARED_FOR_BY_LINK else (first, second)
    if association.liaison_expert_id is None:
        association.liaison_expert, association.liaison_deputy = expert, deputy
        association.save(update_fields=["liaison_expert", "liaison_deputy"])


def publish_as_reviewed(issue: NewsletterIssuePage, association: Association) -> None:
    """Publish an issue of the past: with the round in which the Union agreed to it then."""
    manager, reviewer = account(association.manager_group.name), account(str(Role.UNION_REVIEWER))
    came_out = issue.published_on or timezone.localdate()
    round = ReviewRound.objects.create(
        site=association.site,
        issue=issue,
        number=1,
        revision=issue.latest_revision,
        task_state=_approved_task(issue, manager, reviewer),
        content_hash=issue.fingerprint,
        submitted_at=_morning(came_out - SUBMITTED_BEFORE),
        submitted_by=name_of(manager),
        submitted_key=key_of(manager),
        due_on=came_out - DUE_BEFORE,
        expert=association.liaison_expert,
        deputy=association.liaison_deputy,
    )
    ReviewDecision.objects.create(
        site=association.site,
        round=round,
        outcome=Outcome.APPROVED,
        decided_at=_morning(came_out - DECIDED_BEFORE),
        decided_by=name_of(reviewer),
        decided_key=key_of(reviewer),
    )
    issue.latest_revision.publish()
    # It came out on its day, not when the demonstration is loaded.
    NewsletterIssuePage.objects.filter(pk=issue.pk).update(first_published_at=_morning(came_out))


def submit(issue: NewsletterIssuePage, association: Association) -> ReviewRound:
    """The centre sends the issue to the Union today."""
    ensure_review().start(issue, account(association.manager_group.name))
    return ReviewRound.objects.get(issue=issue, decision__isnull=True)


def submit_and_return(issue: NewsletterIssuePage, association: Association, comment: str) -> None:
    """The centre sends the issue, the Union returns it."""
    reviewer = Reviewer.with_account(account(str(Role.UNION_REVIEWER)))
    return_round(round=submit(issue, association), reviewer=reviewer, comment=comment)


def _approved_task(issue: NewsletterIssuePage, manager: Any, reviewer: Any) -> TaskState:
    state = WorkflowState.objects.create(
        workflow=ensure_review(),
        status=WorkflowState.STATUS_APPROVED,
        requested_by=manager,
        content_type=ContentType.objects.get_for_model(issue),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(issue.pk),
    )
    task_state: TaskState = TaskState.objects.create(
        workflow_state=state,
        revision=issue.latest_revision,
        task=UnionReviewTask.objects.get(),
        status=TaskState.STATUS_APPROVED,
        finished_at=timezone.now(),
        finished_by=reviewer,
    )
    WorkflowState.objects.filter(pk=state.pk).update(current_task_state=task_state)
    return task_state


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
