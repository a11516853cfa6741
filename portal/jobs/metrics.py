"""``/metrics`` in Prometheus' text format, for whoever has the token; a 404 for everybody else.

Requests and kept pages are the sum over all web processes of this machine (`portal.core.metrics`, needs METRICS_DIR).
All else is asked of the database, so that every web process and every machine gives the same answer.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.tasks.base import TaskResultStatus
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from portal.core import metrics
from portal.core.monitoring import is_monitoring

from .bounces.registry import posted_models
from .enums import OutboxState
from .models import OutboxMessage, PeriodicJob, WorkerProcess
from .registry import registered
from .waiting import outbox_due_since, seconds_since, task_ready_since

OPEN_STATES = [OutboxState.WAITING, OutboxState.SENDING, OutboxState.IN_DOUBT, OutboxState.FAILED]
"""Messages that are not done; the number of those sent only grows and would cost a walk through all of them."""

log = structlog.get_logger(__name__)


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """All figures. What cannot be asked now is left out, and `portal_figures_missing` names it."""
    if not is_monitoring(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Figures())
    if metrics.DIRECTORY:
        MultiProcessCollector(registry, path=metrics.DIRECTORY)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _Figures:
    """A collector of prometheus_client."""

    def describe(self) -> Iterable[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        missing = GaugeMetricFamily("portal_figures_missing", "Groups that could not be asked.", labels=["group"])
        for name, figures in GROUPS.items():
            try:
                found = list(figures())
            except Exception:
                log.exception("figures_missing", group=name)
                found = []
                missing.add_metric([name], 1)
            yield from found
        yield missing


def _mail() -> Iterator[Metric]:
    states = GaugeMetricFamily("portal_outbox", "Messages of the outbox that are not sent, by state.", labels=["state"])
    by_state = dict(
        OutboxMessage.objects.filter(state__in=OPEN_STATES).order_by().values_list("state").annotate(number=Count("pk"))
    )
    for state in OPEN_STATES:
        states.add_metric([state.value], by_state.get(state, 0))
    overdue = GaugeMetricFamily("portal_outbox_overdue_seconds", "How long the first waiting message has been due.")
    overdue.add_metric([], seconds_since(outbox_due_since()))
    waiting = GaugeMetricFamily("portal_mail_waiting", "Messages that wait, by where they are kept.", labels=["kind"])
    for model in posted_models():
        rows: QuerySet[Any] = model._default_manager.all()  # each such model has a state
        waiting.add_metric([model._meta.label_lower], rows.filter(state=OutboxState.WAITING).count())
    yield from (states, overdue, waiting)


def _tasks() -> Iterator[Metric]:
    count = GaugeMetricFamily("portal_tasks", "Tasks that are not done, and those that failed.", labels=["status"])
    # Successful ones are deleted by and by; their number says nothing.
    open_ones = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    by_status = dict(open_ones.order_by().values_list("status").annotate(number=Count("pk")))
    for status in (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED):
        count.add_metric([status.value.lower()], by_status.get(status.value, 0))
    overdue = GaugeMetricFamily("portal_tasks_overdue_seconds", "How long the first waiting task could have run.")
    overdue.add_metric([], seconds_since(task_ready_since()))
    workers = GaugeMetricFamily("portal_workers", "Workers that live.")
    workers.add_metric([], WorkerProcess.objects.alive().count())
    yield from (count, overdue, workers)


def _periodic() -> Iterator[Metric]:
    success = GaugeMetricFamily(
        "portal_periodic_last_success_timestamp_seconds", "End of the last run without an error.", labels=["job"]
    )
    late = GaugeMetricFamily("portal_periodic_late", "1 if a run was missed.", labels=["job"])
    failed = GaugeMetricFamily("portal_periodic_failed", "1 if the last run failed.", labels=["job"])
    for row in PeriodicJob.objects.filter(pk__in=registered()):
        success.add_metric([row.name], row.last_ok.timestamp() if row.last_ok else 0)
        late.add_metric([row.name], row.is_late)
        failed.add_metric([row.name], bool(row.last_error))
    yield from (success, late, failed)


def _database() -> Iterator[Metric]:
    """Connections of all processes as the server sees them: a process knows only its own pool."""
    if connection.vendor != "postgresql":
        return
    used = GaugeMetricFamily("portal_database_connections", "Connections by what they do.", labels=["state"])
    most = GaugeMetricFamily("portal_database_connections_max", "Connections the server takes from everybody.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'unknown'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1"
        )
        for state, number in cursor.fetchall():
            used.add_metric([state], number)
        cursor.execute("SHOW max_connections")
        most.add_metric([], float(cursor.fetchone()[0]))
    yield from (used, most)


def _disk() -> Iterator[Metric]:
    usage = shutil.disk_usage(settings.VAR_DIR)
    free = GaugeMetricFamily("portal_disk_free_bytes", "Room left where files are kept.")
    free.add_metric([], usage.free)
    total = GaugeMetricFamily("portal_disk_bytes", "Room in all where files are kept.")
    total.add_metric([], usage.total)
    yield from (free, total)


GROUPS: dict[str, Callable[[], Iterable[Metric]]] = {
    "mail": _mail,
    "tasks": _tasks,
    "periodic": _periodic,
    "database": _database,
    "disk": _disk,
}
