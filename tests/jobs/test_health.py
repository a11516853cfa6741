"""/healthz and /readyz: alive, ready, and the reason when not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.tasks import task
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs import health
from portal.jobs.models import PeriodicJob, WorkerProcess


@task
def wait() -> None:
    """Does nothing."""


@pytest.fixture
def worker(db: None) -> WorkerProcess:
    return WorkerProcess.objects.create(pk="worker")


def checks(client: Client) -> dict[str, Any]:
    response = client.get("/readyz", headers={"host": "10.0.0.1"})
    answer: dict[str, Any] = response.json()
    healthy = all(check["ok"] for check in answer["checks"].values())
    assert response.status_code == (200 if healthy else 503)
    assert answer["status"] == ("ok" if healthy else "bad")
    assert "no-store" in response.headers["Cache-Control"]
    return {name: check.get("problem", "") for name, check in answer["checks"].items()}


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.1"})
    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_when_everything_works(client: Client, worker: WorkerProcess) -> None:
    assert checks(client) == {"database": "", "cache": "", "storage": "", "jobs": ""}


def test_a_database_away_is_told_without_details(
    client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cursor(*args: Any) -> None:
        raise OperationalError("connection to 10.1.2.3 failed: password of portal")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", cursor)
        found = checks(client)
    assert found["database"] == "OperationalError"


def test_a_cache_that_forgets(client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda key: None)
    assert "does not keep" in checks(client)["cache"]


def test_a_storage_that_cannot_be_written(
    client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save(*args: Any) -> str:
        raise PermissionError("/srv/secret")

    monkeypatch.setattr(health.storages["private"], "save", save)
    assert checks(client)["storage"] == "PermissionError"


def test_storage_is_left_clean(client: Client, worker: WorkerProcess) -> None:
    checks(client)
    for alias in ("default", "private"):
        assert health.storages[alias].listdir("health")[1] == []


def test_no_worker(client: Client, worker: WorkerProcess) -> None:
    WorkerProcess.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert checks(client)["jobs"] == "no worker is running"


@pytest.mark.parametrize(
    ("age", "run_after", "problem"),
    [
        (timedelta(minutes=5), None, ""),
        (timedelta(minutes=15), None, "a task has been waiting too long"),
        (timedelta(days=2), timedelta(minutes=-5), ""),
        (timedelta(days=2), timedelta(minutes=-15), "a task has been waiting too long"),
        (timedelta(days=2), timedelta(minutes=5), ""),
    ],
)
def test_a_task_nobody_takes(
    client: Client, worker: WorkerProcess, settings: Any, age: timedelta, run_after: timedelta | None, problem: str
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    wait.using(run_after=timezone.now() + run_after if run_after else None).enqueue()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - age)
    assert checks(client)["jobs"] == problem


@pytest.mark.spec("P2")
def test_a_missed_periodic_run_is_named(client: Client, worker: WorkerProcess) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    PeriodicJob.objects.create(name="test.fine", interval=timedelta(hours=3), last_ok=long_ago)
    PeriodicJob.objects.create(name="test.late", interval=timedelta(hours=1), last_ok=long_ago)
    assert checks(client)["jobs"] == "missed a run: test.late"
