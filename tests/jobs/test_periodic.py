"""Periodic jobs: run when due, once, by one runner, and their last run is known (OPS P2)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.jobs import registry, runner
from portal.jobs.models import PeriodicJob
from portal.jobs.registry import Periodic, periodic, registered
from portal.jobs.runner import Outcome

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The only registered job is ``test.count``, which runs hourly and writes here."""
    monkeypatch.setattr(registry, "_jobs", {})
    ran: list[str] = []
    periodic("test.count", every=HOUR, label="Count")(lambda: ran.append("run"))
    runner.sync_jobs()
    return ran


def test_a_job_runs_when_due_and_not_before(runs: list[str]) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert runner.run_due() == {"test.count": Outcome.DONE}
        assert runner.run_due() == {}
        clock.shift(HOUR - timedelta(seconds=1))
        assert runner.run_due() == {}
        clock.shift(timedelta(seconds=1))
        assert runner.run_due() == {"test.count": Outcome.DONE}
    assert len(runs) == 2
    job = PeriodicJob.objects.get()
    assert job.last_ok is not None
    assert job.last_ok == job.last_finished


def test_of_two_runners_one_runs_it(runs: list[str]) -> None:
    def run_meanwhile() -> None:
        runs.append("outer")
        outcomes.append(runner.run(job, now=True))
        outcomes.append(runner.run_due())

    outcomes: list[Any] = []
    job = registered()["test.count"]
    outer = Periodic(job.name, run_meanwhile, job.every, job.label)
    assert runner.run(outer) is Outcome.DONE
    assert outcomes == [Outcome.BUSY, {}]
    assert runs == ["outer"]


def test_a_runner_that_died_does_not_stop_a_job_for_ever(runs: list[str]) -> None:
    long_ago = timezone.now() - registry.LEASE - HOUR
    PeriodicJob.objects.update(last_started=long_ago, lease_until=long_ago + registry.LEASE)
    assert runner.run_due() == {"test.count": Outcome.DONE}


def test_a_failure_is_kept_without_the_data_in_its_text(runs: list[str], caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("jana@example.org cannot be reached")

    job = registered()["test.count"]
    assert runner.run(Periodic(job.name, fail, job.every, job.label)) is Outcome.FAILED
    row = PeriodicJob.objects.get()
    assert row.last_ok is None
    assert row.last_finished is not None
    assert row.last_error.startswith("ValueError (")
    assert "fail" in row.last_error
    assert "jana" not in row.last_error
    assert "periodic_job_failed" in caplog.text

    assert runner.run(job, now=True) is Outcome.DONE
    row.refresh_from_db()
    assert row.last_error == ""


@pytest.mark.spec("P2")
def test_a_missed_run_makes_a_job_late(runs: list[str]) -> None:
    runner.run_due()
    [job] = PeriodicJob.objects.all()
    assert not job.is_late
    with time_machine.travel(timezone.now() + 2 * HOUR + timedelta(minutes=6)):
        assert job.is_late


def test_a_name_belongs_to_one_function(runs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"test\.count"):
        periodic("test.count", every=HOUR, label="Another")(lambda: None)


def test_rows_follow_the_code(runs: list[str]) -> None:
    PeriodicJob.objects.create(name="gone.job", interval=HOUR)
    PeriodicJob.objects.filter(pk="test.count").update(interval=2 * HOUR)
    runner.sync_jobs()
    assert list(PeriodicJob.objects.values_list("name", "interval")) == [("test.count", HOUR)]


def test_run_periodic_runs_the_named_job_now(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_periodic", "test.count")
    call_command("run_periodic", "test.count")
    call_command("run_periodic")
    assert len(runs) == 2
    assert capsys.readouterr().out == "test.count: done\n" * 2


def test_run_periodic_says_what_is_wrong_and_fails(runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match=r"There are: test\.count"):
        call_command("run_periodic", "test.other")

    def fail() -> None:
        raise ValueError

    monkeypatch.setattr(registry, "_jobs", {"test.count": Periodic("test.count", fail, HOUR, "Count")})
    with pytest.raises(CommandError, match="Failed"):
        call_command("run_periodic")

    PeriodicJob.objects.update(lease_until=timezone.now() + HOUR)
    with pytest.raises(CommandError, match="in hand"):
        call_command("run_periodic", "test.count")


def test_every_registered_job_runs_on_an_empty_database() -> None:
    runner.sync_jobs()
    assert registered(), "no job is registered"
    for job in registered().values():
        assert runner.run(job) is Outcome.DONE, job.name
        assert runner.run(job, now=True) is Outcome.DONE, job.name
