"""Tasks of dead workers go back into the queue (decision 9); django-tasks-db leaves them running for ever."""

from datetime import timedelta

import structlog
from django.tasks.base import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .models import WorkerProcess
from .models.worker import DEAD_AFTER

MAX_WORKERS = 3
"""A task that so many workers died of is not tried again."""
KEEP_WORKERS = timedelta(days=1)

log = structlog.get_logger(__name__)


def reap_tasks() -> int:
    """Put back running tasks whose worker lives no more; fail one that kills its workers. How many there were."""
    alive = set(WorkerProcess.objects.alive().values_list("pk", flat=True))
    running = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - DEAD_AFTER)
    reaped = 0
    for task in running.only("id", "worker_ids", "task_path"):
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        reaped += _put_back(task)
    WorkerProcess.objects.filter(seen_at__lt=timezone.now() - KEEP_WORKERS).delete()
    return reaped


def _put_back(task: DBTaskResult) -> int:
    # The worker may have come back and finished it since we looked: only if it is still as we saw it.
    as_seen = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
    if len(task.worker_ids) >= MAX_WORKERS:
        log.error("task_given_up", task=task.task_path, workers=len(task.worker_ids))
        return as_seen.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            traceback=f"{len(task.worker_ids)} workers died while running this task.",
        )
    log.warning("task_put_back", task=task.task_path, workers=len(task.worker_ids))
    return as_seen.update(status=TaskResultStatus.READY, started_at=None)
