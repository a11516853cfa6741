"""/metrics: figures for whoever has the token, the sum over all processes."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.tasks import task
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from portal.jobs import metrics
from portal.jobs.models import OutboxMessage, PeriodicJob, WorkerProcess
from portal.jobs.outbox import enqueue
from portal.jobs.registry import registered

TOKEN = "a-token-of-monitoring-for-tests"
ROOT = Path(__file__).resolve().parents[2]


@task
def wait() -> None:
    """Does nothing."""


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.MONITORING_TOKEN = TOKEN


def figures(client: Client) -> dict[str, float]:
    """Every sample by its name and labels, ``portal_outbox{state=waiting}``."""
    response = client.get("/metrics", headers={"host": "10.0.0.1", "authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return samples(response.content.decode())


def samples(text: str) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", "Bearer wrong", TOKEN])
def test_whoever_lacks_the_token_finds_nothing(client: Client, union: Any, given: str) -> None:
    assert client.get("/metrics", headers={"authorization": given}).status_code == 404


def test_mail_and_tasks_that_wait(client: Client, db: None, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    WorkerProcess.objects.create(pk="one")
    for number in range(3):
        enqueue(event=f"test {number}", recipient="jana@example.org", subject="S", text="T", personal=False)
    OutboxMessage.objects.filter(event="test 2").update(state="failed")
    wait.enqueue()
    DBTaskResult.objects.create(
        task_path="x", args_kwargs={}, queue_name="default", backend_name="default", run_after=timezone.now(),
        status="FAILED", exception_class_path="", traceback="", worker_ids=[],
    )  # fmt: skip
    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        found = figures(client)
    assert found["portal_outbox{state=waiting}"] == 2
    assert found["portal_outbox{state=failed}"] == 1
    assert found["portal_outbox{state=in_doubt}"] == 0
    assert found["portal_mail_waiting{kind=jobs.outboxmessage}"] == 2
    assert found["portal_mail_waiting{kind=newsletters.delivery}"] == 0
    assert 90 <= found["portal_outbox_overdue_seconds"] < 100
    assert found["portal_tasks{status=ready}"] == 1
    assert found["portal_tasks{status=failed}"] == 1
    assert 90 <= found["portal_tasks_overdue_seconds"] < 100
    assert found["portal_workers"] == 1


def test_periodic_jobs_and_the_disk(client: Client, db: None) -> None:
    fine, late = sorted(registered())[:2]
    now = timezone.now()
    PeriodicJob.objects.create(name=fine, interval=timedelta(hours=1), last_ok=now)
    PeriodicJob.objects.create(name=late, interval=timedelta(hours=1), last_ok=now - timedelta(days=1), last_error="E")
    found = figures(client)
    assert found[f"portal_periodic_late{{job={fine}}}"] == 0
    assert found[f"portal_periodic_late{{job={late}}}"] == 1
    assert found[f"portal_periodic_failed{{job={late}}}"] == 1
    assert found[f"portal_periodic_last_success_timestamp_seconds{{job={fine}}}"] == pytest.approx(now.timestamp())
    assert 0 < found["portal_disk_free_bytes"] <= found["portal_disk_bytes"]


@pytest.mark.only_on("postgresql")
def test_connections_of_all_processes(client: Client, db: None) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        found = figures(client)
        assert found["portal_database_connections{state=active}"] >= 1
        assert found["portal_database_connections_max"] >= 10


def test_what_cannot_be_asked_is_named_and_the_rest_is_there(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise OSError("/srv/secret")

    monkeypatch.setitem(metrics.GROUPS, "disk", away)
    found = figures(client)
    assert found["portal_figures_missing{group=disk}"] == 1
    assert "portal_workers" in found
    assert "portal_disk_bytes" not in found


COUNTING = """
import os
from django.conf import settings
settings.configure(METRICS_DIR=os.environ["METRICS_DIR"])
from portal.core import metrics
class Match:
    view_name = "home"
for _ in range(2):
    metrics.observe(method="GET", view=metrics.view_name(Match), status=200, seconds=0.03)
metrics.observe(method="BREW", view=metrics.view_name(None), status=404, seconds=7)
metrics.kept_page("hit")
try:
    metrics.kept_page("other")
except KeyError:
    pass
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
registry = CollectorRegistry()
if metrics.DIRECTORY:
    MultiProcessCollector(registry, path=metrics.DIRECTORY)
print(generate_latest(registry).decode())
"""


def counted(directory: str) -> dict[str, float]:
    """What a process of its own counts and then sees, of all that have counted in the directory."""
    environment = {**os.environ, "METRICS_DIR": directory, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", COUNTING], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return samples(done.stdout)


@pytest.mark.only_on("sqlite")
def test_processes_add_up_what_they_counted(tmp_path: Path) -> None:
    counted(str(tmp_path / "new"))
    found = counted(str(tmp_path / "new"))
    assert found["portal_requests_total{method=GET,status=200,view=home}"] == 4
    assert found["portal_requests_total{method=other,status=404,view=none}"] == 2
    assert found["portal_request_seconds_bucket{le=0.025,view=home}"] == 0
    assert found["portal_request_seconds_bucket{le=0.05,view=home}"] == 4
    assert found["portal_request_seconds_count{view=none}"] == 2
    assert found["portal_kept_pages_total{result=hit}"] == 2


@pytest.mark.only_on("sqlite")
def test_without_a_directory_nothing_is_counted() -> None:
    assert counted("") == {}
