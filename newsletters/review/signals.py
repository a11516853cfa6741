"""What Wagtail tells us about the workflow of an issue."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import TaskState

from ..enums import Outcome
from ..models import ReviewDecision, UnionReviewTask
from .rounds import withdraw_round

DECIDED = {TaskState.STATUS_APPROVED: Outcome.APPROVED, TaskState.STATUS_REJECTED: Outcome.RETURNED}


def refuse_undecided(instance: Any, **_signal: Any) -> None:
    """A task of the review ends by a decision of the Union only (`deciding`), whoever calls Wagtail's methods (V2).

    Raises PermissionDenied before anything is written.
    """
    wanted = DECIDED.get(instance.status)
    if wanted is None or instance.pk is None or not isinstance(instance.task.specific, UnionReviewTask):
        return
    if not ReviewDecision.objects.filter(round__task_state=instance.pk, outcome=wanted).exists():
        raise PermissionDenied("A round of the review ends by a decision of the Union.")


def end_cancelled_round(instance: Any, user: Any = None, **_signal: Any) -> None:
    """A task was cancelled: by the author, by publishing, or because the task was retired."""
    if isinstance(instance.task.specific, UnionReviewTask):
        withdraw_round(task_state=instance, user=user)
