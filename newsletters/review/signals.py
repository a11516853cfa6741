"""What Wagtail tells us about the workflow of an issue."""

from typing import Any

from ..models import UnionReviewTask
from .rounds import withdraw_round


def end_cancelled_round(instance: Any, user: Any = None, **_signal: Any) -> None:
    """A task was cancelled: by the author, by publishing, or because the task was retired."""
    if isinstance(instance.task.specific, UnionReviewTask):
        withdraw_round(task_state=instance, user=user)
