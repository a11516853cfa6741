"""``/healthz``: the process lives. ``/readyz``: everything it needs works; 503 and which part doesn't (OPS P2)."""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.core.monitoring import is_monitoring
from portal.core.working_days import holidays_known_until, knows_holidays_of

from .models import PeriodicJob, WorkerProcess
from .waiting import outbox_due_since, seconds_since, task_ready_since

TASK_WAITS_AT_MOST = timedelta(minutes=10)
MAIL_WAITS_AT_MOST = timedelta(minutes=15)
HOLIDAY_YEARS_AHEAD = 2
"""Deadlines and plans reach so many years ahead; by then a newer table has to be installed."""
LEAST_FREE_DISK = 512 * 1024**2
LEAST_FREE_SHARE = 0.03
ENOUGH_FREE_DISK = 10 * 1024**3
"""So much is enough, however large the disk."""
PUBLIC_ANSWER_LIVES = 5.0
"""Seconds for which a process gives strangers the same answer: the checks write files, and the address is public."""

log = structlog.get_logger(__name__)
_answers: dict[str, tuple[float, bool]] = {}


class Unready(Exception):
    """A part does not do its work; the text says what is wrong, without data."""


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok", "checks": {"database": {"ok": true}, …}}``; 503 if a check fails.

    ``?only=database,cache`` asks for these checks only: what a balancer wants to know of one web process. Whoever has
    the token of monitoring learns what is wrong and how long each check took; everybody else only which part it is.
    """
    names = frozenset(request.GET["only"].split(",")) if "only" in request.GET else frozenset(CHECKS)
    if not names or names - CHECKS.keys():
        raise Http404
    results = _run(names) if is_monitoring(request) else _brief(names)
    healthy = all(result["ok"] for result in results.values())
    return JsonResponse({"status": "ok" if healthy else "bad", "checks": results}, status=200 if healthy else 503)


def _run(names: frozenset[str]) -> dict[str, Any]:
    return {name: _result(name, check) for name, check in CHECKS.items() if name in names}


def _brief(names: frozenset[str]) -> dict[str, Any]:
    """The answer for strangers: which parts are well, at most some seconds old."""
    now = time.monotonic()
    old = frozenset(name for name in names if name not in _answers or now - _answers[name][0] > PUBLIC_ANSWER_LIVES)
    _answers.update({name: (now, result["ok"]) for name, result in _run(old).items()})
    return {name: {"ok": _answers[name][1]} for name in CHECKS if name in names}


def forget() -> None:
    """Have the next question answered anew."""
    _answers.clear()


def _result(name: str, check: Callable[[], None]) -> dict[str, Any]:
    start = time.monotonic()
    result: dict[str, Any] = {"ok": True}
    try:
        check()
    except Unready as problem:
        result = {"ok": False, "problem": str(problem)}
    except Exception as error:
        # The kind of the error only, the log has the rest.
        log.exception("health_check_failed", check=name)
        result = {"ok": False, "problem": type(error).__name__}
    return {**result, "ms": round((time.monotonic() - start) * 1000, 1)}


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_cache() -> None:
    key, value = f"health:{uuid4().hex}", uuid4().hex
    cache.set(key, value, timeout=30)
    if cache.get(key) != value:
        raise Unready("the cache does not keep a value")
    cache.delete(key)


def check_storage() -> None:
    """Public and private files can be written, read and deleted."""
    for alias in ("default", "private"):
        storage = storages[alias]
        content = uuid4().hex.encode()
        name = storage.save(f"health/{uuid4().hex}.txt", ContentFile(content))
        try:
            with storage.open(name) as file:
                if file.read() != content:
                    raise Unready(f"the {alias} storage does not keep a file")
        finally:
            storage.delete(name)


def check_jobs() -> None:
    """A worker lives and no periodic job has missed a run."""
    if not WorkerProcess.objects.alive().exists():
        raise Unready("no worker is running")
    late = [job.name for job in PeriodicJob.objects.all() if job.is_late]
    if late:
        raise Unready(f"missed a run: {', '.join(late)}")


def check_tasks() -> None:
    """No task waits long that could run."""
    if seconds_since(task_ready_since()) > TASK_WAITS_AT_MOST.total_seconds():
        raise Unready("a task has been waiting too long")


def check_outbox() -> None:
    """No message waits long that is due. What failed or is in doubt waits for a person and is none of this."""
    if seconds_since(outbox_due_since()) > MAIL_WAITS_AT_MOST.total_seconds():
        raise Unready("mail has been waiting too long")


def check_holidays() -> None:
    """The table of Czech holidays, by which deadlines are counted, reaches far enough ahead."""
    last = timezone.localdate().year + HOLIDAY_YEARS_AHEAD
    if holidays_known_until() < last or not knows_holidays_of(last):
        raise Unready(f"the table of holidays ends before {last}: install a newer version of the package holidays")


def check_disk() -> None:
    """There is room left where files (and SQLite's database) are kept."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    if usage.free < max(LEAST_FREE_DISK, min(ENOUGH_FREE_DISK, usage.total * LEAST_FREE_SHARE)):
        raise Unready(f"only {usage.free // 1024**2} MB are free")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "storage": check_storage,
    "jobs": check_jobs,
    "tasks": check_tasks,
    "outbox": check_outbox,
    "holidays": check_holidays,
    "disk": check_disk,
}
