"""Which request a task or a mail came from: the log ties them together by their ids (decision 62).

A request's lines carry `request_id`; the lines `task_enqueued` and `mail_written` carry it beside the task's or the
message's own id, and all lines of a task carry `task_id`. Nothing of it is stored: the log alone knows.
"""

from typing import Any

import structlog
from django.tasks.signals import task_enqueued, task_finished, task_started

log = structlog.get_logger(__name__)


def trace_tasks() -> None:
    """Listen to tasks; once for a process."""
    task_enqueued.connect(_enqueued, dispatch_uid="portal.jobs.tracing")
    task_started.connect(_started, dispatch_uid="portal.jobs.tracing")
    task_finished.connect(_finished, dispatch_uid="portal.jobs.tracing")


def mail_written(pks: list[int], event: str) -> None:
    """Say that this request or task wrote messages (their numbers in the outbox), about `event` the first of them."""
    if pks:
        log.info("mail_written", messages=pks[:20], number=len(pks), message_event=event)


def _enqueued(sender: Any, task_result: Any, **kwargs: Any) -> None:
    log.info("task_enqueued", new_task_id=str(task_result.id), task=task_result.task.module_path)


def _started(sender: Any, task_result: Any, **kwargs: Any) -> None:
    structlog.contextvars.bind_contextvars(task_id=str(task_result.id))


def _finished(sender: Any, task_result: Any, **kwargs: Any) -> None:
    # The library's own line about the end is written before or after this; both ids stand in its text.
    structlog.contextvars.unbind_contextvars("task_id")
