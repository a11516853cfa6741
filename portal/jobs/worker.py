"""The worker: tasks of all queues and periodic jobs in one loop, its heartbeat in a thread beside it.

One thread does the work, so a worker never waits for itself on SQLite; more throughput is more workers.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from uuid import uuid4

import structlog
from django.db import Error, close_old_connections, connections
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner

from . import runner
from .models import WorkerProcess
from .models.worker import HEARTBEAT

POLL = timedelta(seconds=1)
"""How often an idle worker looks for a task."""
PERIODIC_CHECK = timedelta(seconds=5)
TASKS_IN_A_ROW = 50
"""So many tasks at most before periodic jobs get their turn."""

log = structlog.get_logger(__name__)


class Worker:
    """`run()` works until `stop()`; SIGTERM and SIGINT stop it after the task or message in hand."""

    def __init__(self) -> None:
        self.id = f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid4().hex[:8]}"
        self._stop = threading.Event()
        self._tasks: TaskRunner | None = None
        self._periodic_at = 0.0

    # --- Ending ---------------------------------------------------------------------------------------
    def stop(self) -> None:
        self._stop.set()
        if self._tasks is not None:
            self._tasks.running = False

    def stopped(self) -> bool:
        return self._stop.is_set()

    def handle_signals(self) -> None:
        """A first signal ends the work in order, a second one at once."""

        def end(number: int, frame: FrameType | None) -> None:
            log.info("worker_stopping", signal=signal.Signals(number).name)
            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, signal.SIG_DFL)
            self.stop()

        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, end)

    # --- Working --------------------------------------------------------------------------------------
    def run(self) -> None:
        runner.stop_when(self.stopped)
        runner.sync_jobs()
        WorkerProcess.objects.create(pk=self.id)
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        log.info("worker_started", worker=self.id)
        try:
            while not self.stopped():
                self._guarded(self.work)
                self._stop.wait(POLL.total_seconds())
        finally:
            self.stop()
            heart.join(timeout=5)
            WorkerProcess.objects.filter(pk=self.id).delete()
            log.info("worker_stopped", worker=self.id)

    def work(self) -> None:
        """One round: the tasks that are ready, then the periodic jobs that are due."""
        close_old_connections()
        self._tasks = TaskRunner(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=TASKS_IN_A_ROW,
            worker_id=self.id,
            excluded_queue_names=[],
        )
        self._tasks.running = not self.stopped()
        self._tasks.run()
        if time.monotonic() >= self._periodic_at:
            runner.run_due(stopped=self.stopped)
            self._periodic_at = time.monotonic() + PERIODIC_CHECK.total_seconds()

    def _guarded(self, step: Callable[[], None]) -> None:
        """A database that is away for a while does not end the worker."""
        try:
            step()
        except Error:
            log.exception("worker_lost_database")
            connections.close_all()

    def beat(self) -> None:
        """Say that this worker lives."""
        WorkerProcess.objects.update_or_create(pk=self.id, defaults={"seen_at": timezone.now()})

    def _beat(self) -> None:
        try:
            while not self._stop.wait(HEARTBEAT.total_seconds()):
                self._guarded(self.beat)
        finally:
            connections.close_all()
