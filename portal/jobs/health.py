"""``/healthz``: the process lives. ``/readyz``: everything it needs works; 503 and the reason if not."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from .models import PeriodicJob, WorkerProcess

TASK_WAITS_AT_MOST = timedelta(minutes=10)

log = structlog.get_logger(__name__)


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
    """``{"status": "ok", "checks": {"database": {"ok": true, "ms": 0.4}, …}}``; 503 if a check fails."""
    results = {name: _result(name, check) for name, check in CHECKS.items()}
    healthy = all(result["ok"] for result in results.values())
    return JsonResponse({"status": "ok" if healthy else "bad", "checks": results}, status=200 if healthy else 503)


def _result(name: str, check: Callable[[], None]) -> dict[str, Any]:
    start = time.monotonic()
    result: dict[str, Any] = {"ok": True}
    try:
        check()
    except Unready as problem:
        result = {"ok": False, "problem": str(problem)}
    except Exception as error:
        # The address is public: the kind of the error only, the log has the rest.
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
    """A worker lives, tasks do not wait long, no periodic job has missed a run (OPS P2)."""
    if not WorkerProcess.objects.alive().exists():
        raise Unready("no worker is running")
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").first()
    if oldest is not None:
        ready_since = min(oldest.run_after, timezone.now()) if oldest.run_after.year < 9999 else oldest.enqueued_at
        if max(ready_since, oldest.enqueued_at) < timezone.now() - TASK_WAITS_AT_MOST:
            raise Unready("a task has been waiting too long")
    late = [job.name for job in PeriodicJob.objects.all() if job.is_late]
    if late:
        raise Unready(f"missed a run: {', '.join(late)}")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "storage": check_storage,
    "jobs": check_jobs,
}
