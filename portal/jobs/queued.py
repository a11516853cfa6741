"""Tasks of which one in the queue is enough."""

from datetime import timedelta
from typing import Any

from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult


def enqueue_once(task: Any, *, after: timedelta = timedelta(0)) -> bool:
    """Queue `task` without arguments, to run `after` a while, unless one like it waits; whether it was queued.

    One that runs doesn't count: it may have looked before there was work. Of two callers at once both may queue it.
    """
    if DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path).exists():
        return False
    can_wait = after and task.get_backend().supports_defer
    (task.using(run_after=timezone.now() + after) if can_wait else task).enqueue()
    return True
