"""Running periodic jobs: who is due, one runner at a time, and what came of it."""

import traceback
from collections.abc import Callable
from contextvars import ContextVar
from enum import Enum
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from .models import PeriodicJob
from .registry import Periodic, registered

log = structlog.get_logger(__name__)
_stopped: ContextVar[Callable[[], bool]] = ContextVar("stopped", default=lambda: False)


def stopping() -> bool:
    """Whether the process that runs this job or task has been asked to end; a long one looks between two steps."""
    return _stopped.get()()


def stop_when(stopped: Callable[[], bool]) -> None:
    """Have jobs and tasks of this thread know, by `stopping()`, when they shall come to an end."""
    _stopped.set(stopped)


class Outcome(Enum):
    DONE = "done"
    FAILED = "failed"
    BUSY = "busy"
    """Another runner has it, or it isn't due."""


def sync_jobs() -> None:
    """One row per registered job, with its interval; rows of jobs that are no more go away."""
    jobs = registered()
    known = {row.name: row for row in PeriodicJob.objects.all()}
    PeriodicJob.objects.bulk_create(
        [PeriodicJob(name=name, interval=job.every) for name, job in jobs.items() if name not in known],
        ignore_conflicts=True,
    )
    for name, row in known.items():
        if name in jobs and row.interval != jobs[name].every:
            PeriodicJob.objects.filter(pk=name).update(interval=jobs[name].every)
    PeriodicJob.objects.exclude(pk__in=jobs).delete()


def run_due(*, stopped: Callable[[], bool] = lambda: False) -> dict[str, Outcome]:
    """Run every job that is due, the longest waiting first; `sync_jobs` must have run. What came of each."""
    stop_when(stopped)
    outcome: dict[str, Outcome] = {}
    rows = sorted(PeriodicJob.objects.filter(pk__in=registered()), key=lambda row: row.next_run)
    now = timezone.now()
    for row in rows:
        if row.next_run > now or stopped():
            break
        result = run(registered()[row.name])
        if result is not Outcome.BUSY:
            outcome[row.name] = result
    return outcome


def run(job: Periodic, *, now: bool = False) -> Outcome:
    """Run `job` if it is due, or in any case with `now`, unless another runner has it."""
    if not _claim(job, anyway=now):
        return Outcome.BUSY
    with structlog.contextvars.bound_contextvars(job=job.name):
        try:
            result = job.function()
        except Exception as error:
            log.exception("periodic_job_failed")
            _release(job, error=where(error))
            return Outcome.FAILED
        log.debug("periodic_job_done", result=str(result) if result is not None else "")
    _release(job)
    return Outcome.DONE


def _claim(job: Periodic, *, anyway: bool) -> bool:
    """Take the job by one conditional UPDATE: of two runners only one finds it free and due."""
    start = timezone.now()
    free = PeriodicJob.objects.filter(pk=job.name).filter(Q(lease_until__isnull=True) | Q(lease_until__lte=start))
    if not anyway:
        free = free.filter(Q(last_started__isnull=True) | Q(last_started__lte=start - job.every))
    return bool(free.update(last_started=start, lease_until=start + job.lease))


def _release(job: Periodic, *, error: str = "") -> None:
    end = timezone.now()
    PeriodicJob.objects.filter(pk=job.name).update(
        last_finished=end, lease_until=None, last_error=error, last_ok=F("last_ok") if error else end
    )


def where(error: Exception) -> str:
    """Kind and place of an error. Not its text, which may quote people's data (A5); the log has that."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_OURS)]
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} ({Path(last.filename).relative_to(settings.BASE_DIR)}:{last.lineno}, {last.name})"


_OURS = str(settings.BASE_DIR)
