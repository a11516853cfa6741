"""Since when work has been waiting that a worker could do: what health and metrics both ask."""

from datetime import datetime

from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from .enums import OutboxState
from .models import OutboxMessage


def outbox_due_since() -> datetime | None:
    """When the longest waiting message of the outbox became due; None if none waits, a time to come if none is due."""
    waiting = OutboxMessage.objects.filter(state=OutboxState.WAITING)
    found: datetime | None = waiting.aggregate(at=Min("next_attempt_at"))["at"]
    return found


def task_ready_since() -> datetime | None:
    """Since when the longest waiting task could have run; None if none is ready."""
    ready = DBTaskResult.objects.ready().order_by()
    at_once = ready.filter(run_after=get_date_max()).aggregate(at=Min("enqueued_at"))["at"]
    deferred = ready.exclude(run_after=get_date_max()).aggregate(at=Min("run_after"))["at"]
    return min((moment for moment in (at_once, deferred) if moment), default=None)


def seconds_since(moment: datetime | None) -> float:
    """Seconds since `moment`; 0 for none and for one to come."""
    return max((timezone.now() - moment).total_seconds(), 0.0) if moment else 0.0
