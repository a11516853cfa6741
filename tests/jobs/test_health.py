"""/healthz and /readyz: alive, ready, and the reason when not."""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.tasks import task
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs import health
from portal.jobs.models import OutboxMessage, PeriodicJob, WorkerProcess
from portal.jobs.outbox import enqueue

TOKEN = "a-token-of-monitoring-for-tests"


@task
def wait() -> None:
    """Does nothing."""


@pytest.fixture
def worker(db: None) -> WorkerProcess:
    return WorkerProcess.objects.create(pk="worker")


class Disk(NamedTuple):
    total: int
    used: int
    free: int


GIGABYTE = 1024**3


@pytest.fixture(autouse=True)
def _monitored(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask with the token, on a machine with room on its disk, and no answer of another test is kept."""
    settings.MONITORING_TOKEN = TOKEN
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Disk(100 * GIGABYTE, 0, 100 * GIGABYTE))
    health.forget()


def checks(client: Client, address: str = "/readyz") -> dict[str, Any]:
    response = client.get(address, headers={"host": "10.0.0.1", "authorization": f"Bearer {TOKEN}"})
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
    assert checks(client) == dict.fromkeys(health.CHECKS, "")
    assert {"database", "cache", "storage", "jobs"} < health.CHECKS.keys()


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
    assert checks(client)["tasks"] == problem


@pytest.mark.spec("P2")
def test_a_missed_periodic_run_is_named(client: Client, worker: WorkerProcess) -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    PeriodicJob.objects.create(name="test.fine", interval=timedelta(hours=3), last_ok=long_ago)
    PeriodicJob.objects.create(name="test.late", interval=timedelta(hours=1), last_ok=long_ago)
    assert checks(client)["jobs"] == "missed a run: test.late"


@pytest.mark.spec("P2")
def test_a_job_that_nobody_runs_any_more_is_late_by_the_clock(client: Client, worker: WorkerProcess) -> None:
    PeriodicJob.objects.create(name="test.hourly", interval=timedelta(hours=1), last_ok=timezone.now())
    assert checks(client)["jobs"] == ""
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=6)):
        worker.save()
        WorkerProcess.objects.update(seen_at=timezone.now())
        assert checks(client)["jobs"] == "missed a run: test.hourly"


@pytest.mark.spec("P2")
def test_mail_that_nobody_sends(client: Client, worker: WorkerProcess) -> None:
    enqueue(event="test", recipient="jana@example.org", subject="S", text="T", personal=False)
    assert checks(client)["outbox"] == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert checks(client)["outbox"] == "mail has been waiting too long"
        # Tried in vain and put off, or waiting for a person: not stuck.
        OutboxMessage.objects.update(next_attempt_at=timezone.now() + timedelta(hours=1))
        assert checks(client)["outbox"] == ""
        OutboxMessage.objects.update(state="failed", next_attempt_at=timezone.now() - timedelta(hours=1))
        assert checks(client)["outbox"] == ""


@pytest.mark.spec("P2")
def test_a_table_of_holidays_near_its_end(client: Client, worker: WorkerProcess) -> None:
    last = health.holidays_known_until()
    assert last > timezone.localdate().year + 5
    for year, problem in (
        (last - health.HOLIDAY_YEARS_AHEAD, ""),
        (last - health.HOLIDAY_YEARS_AHEAD + 1, "ends before"),
    ):
        with time_machine.travel(timezone.now().replace(year=year, month=2, day=1)):
            found = checks(client, "/readyz?only=holidays")["holidays"]
            assert problem in found if problem else found == ""


@pytest.mark.spec("P2")
def test_a_table_without_holidays_of_a_year_to_come(
    client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.core.working_days._holidays", lambda year: frozenset())
    assert "the table of holidays ends before" in checks(client)["holidays"]


@pytest.mark.parametrize(
    ("total", "free", "is_fine"),
    [(100, 4, True), (100, 2, False), (1000, 12, True), (1000, 9, False), (8, 0.6, True), (8, 0.4, False)],
)
def test_a_disk_nearly_full(
    client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch, total: int, free: float, is_fine: bool
) -> None:
    disk = Disk(total * GIGABYTE, 0, int(free * GIGABYTE))
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: disk)
    found = checks(client, "/readyz?only=disk")["disk"]
    assert found == "" if is_fine else found.startswith("only ")


def test_strangers_learn_which_part_is_ill_and_nothing_else(client: Client, worker: WorkerProcess) -> None:
    PeriodicJob.objects.create(
        name="test.secret", interval=timedelta(hours=1), last_ok=timezone.now() - timedelta(days=1)
    )
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer "}, {"authorization": TOKEN}):
        response = client.get("/readyz", headers={"host": "10.0.0.1", **headers})
        assert response.status_code == 503
        assert response.json()["checks"] == {name: {"ok": name != "jobs"} for name in health.CHECKS}


def test_without_a_token_nobody_is_monitoring(client: Client, worker: WorkerProcess, settings: Any) -> None:
    settings.MONITORING_TOKEN = ""
    for given in ("Bearer ", "Bearer", ""):
        response = client.get("/readyz", headers={"authorization": given})
        assert all(check.keys() == {"ok"} for check in response.json()["checks"].values())


def test_strangers_cannot_make_the_checks_run_again_and_again(
    client: Client, worker: WorkerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []
    monkeypatch.setitem(health.CHECKS, "storage", lambda: runs.append("storage"))
    for address in ("/readyz", "/readyz", "/readyz?only=storage", "/readyz?only=storage,disk"):
        assert client.get(address).status_code == 200
    assert runs == ["storage"]
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        monkeypatch.setattr(health.time, "monotonic", lambda: 1e9)
        client.get("/readyz")
    assert runs == ["storage"] * 2


def test_a_balancer_asks_for_what_a_web_process_needs(client: Client, db: None) -> None:
    """No worker is running here, and yet this process can answer."""
    assert checks(client, "/readyz?only=database,cache") == {"database": "", "cache": ""}
    assert client.get("/readyz?only=database,unknown").status_code == 404
    assert client.get("/readyz?only=").status_code == 404
