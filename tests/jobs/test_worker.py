"""The worker: does the tasks, stops when told, and what a killed one leaves behind is done by another."""

import os
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.tasks import TaskResultStatus, task, task_backends
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs import reaper
from portal.jobs.models import PeriodicJob, WorkerProcess
from portal.jobs.models.worker import DEAD_AFTER
from portal.jobs.worker import Worker
from tests.jobs.factories import write

pytestmark = pytest.mark.django_db

done: list[str] = []


@task(queue_name="mail")
def note(text: str) -> None:
    done.append(text)


@pytest.fixture(autouse=True)
def _durable_tasks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    done.clear()
    # A worker drops stale connections between rounds; a test has one, with its transaction open.
    for module in ("portal.jobs.worker", "django_tasks_db.management.commands.db_worker"):
        monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    assert task_backends["default"].supports_defer


def running_task(worker_ids: list[str], started: timedelta = DEAD_AFTER * 2) -> DBTaskResult:
    note.enqueue("a")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, worker_ids=worker_ids, started_at=timezone.now() - started
    )
    return DBTaskResult.objects.get()


def test_a_round_does_tasks_of_all_queues_and_periodic_jobs(mailoutbox: list[Any]) -> None:
    from portal.jobs import runner

    runner.sync_jobs()
    note.enqueue("a")
    note.using(queue_name="default").enqueue("b")
    message = write(personal=False)
    Worker().work()
    assert sorted(done) == ["a", "b"]
    assert [mail.to for mail in mailoutbox] == [[message.recipient]]
    assert PeriodicJob.objects.get(pk="jobs.send_mail").last_ok is not None


def test_a_signal_ends_the_worker_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    # The heartbeat has a connection of its own, which cannot see into a test's transaction.
    monkeypatch.setattr(Worker, "_beat", lambda self: None)
    worker = Worker()
    note.enqueue("a")
    alive: list[str] = []

    def end() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    original = worker.work

    def work() -> None:
        alive.extend(WorkerProcess.objects.alive().values_list("pk", flat=True))
        original()
        threading.Timer(0.2, end).start()

    monkeypatch.setattr(worker, "work", work)
    try:
        worker.handle_signals()
        worker.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert done == ["a"]
    assert set(alive) == {worker.id}
    assert not WorkerProcess.objects.exists()


def test_a_stopped_worker_takes_no_further_task() -> None:
    worker = Worker()
    note.enqueue("a")
    worker.stop()
    worker.work()
    assert done == []
    assert DBTaskResult.objects.ready().count() == 1


def test_a_worker_asked_to_stop_sends_the_message_in_hand_and_no_other(
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.jobs import runner
    from portal.jobs.transport import Transport

    def send(transport: Transport, message: Any) -> None:
        original(transport, message)
        worker.stop()

    runner.sync_jobs()
    original, worker = Transport.send, Worker()
    monkeypatch.setattr(Transport, "send", send)
    for _ in range(3):
        write(personal=False)
    worker.work()
    assert len(mailoutbox) == 1


def test_the_heartbeat_says_that_a_worker_lives() -> None:
    worker = Worker()
    worker.beat()
    WorkerProcess.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    worker.beat()
    [row] = WorkerProcess.objects.alive()
    assert row.pk == worker.id
    assert timezone.now() - row.seen_at < timedelta(seconds=30)


def test_the_task_of_a_dead_worker_is_done_by_another() -> None:
    WorkerProcess.objects.create(pk="dead", seen_at=timezone.now() - DEAD_AFTER - timedelta(seconds=1))
    running_task(["dead"])
    assert reaper.reap_tasks() == 1
    Worker().work()
    assert done == ["a"]
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_the_task_of_a_living_worker_is_left_however_long_it_takes() -> None:
    WorkerProcess.objects.create(pk="alive")
    running_task(["dead", "alive"], started=timedelta(hours=5))
    assert reaper.reap_tasks() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_a_task_just_started_is_left() -> None:
    running_task(["unknown"], started=timedelta(seconds=5))
    assert reaper.reap_tasks() == 0


def test_a_task_its_workers_die_of_is_given_up() -> None:
    running_task([f"dead-{number}" for number in range(reaper.MAX_WORKERS)])
    assert reaper.reap_tasks() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    Worker().work()
    assert done == []
